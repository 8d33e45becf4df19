import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import './style/theme.css';
import './style/layout.css';
import './style/stage.css';
import './style/attachments.css';
import './style/levels.css';
import './style/panels.css';
import './style/why.css';
import './style/trouble.css';
import './style/table.css';
import './style/touch.css';
import { start } from './start.ts';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
void start();
