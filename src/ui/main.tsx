import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import './style/theme.css';
import './style/topbar.css';
import './style/panes.css';
import './style/overlays.css';
import './style/stage.css';
import './style/ledger.css';
import './style/nodes.css';
import './style/revisions.css';
import './style/services.css';
import './style/attachments.css';
import './style/levels.css';
import './style/editor.css';
import './style/terminal.css';
import './style/lists.css';
import './style/inspector.css';
import './style/rows.css';
import './style/time.css';
import './style/compare.css';
import './style/beside.css';
import './style/cluster.css';
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
