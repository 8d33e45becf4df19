import { ChevronDown, Download, Ellipsis, GitBranch, Moon, Pause, Play, Search, Server, SkipBack, StepForward, Sun, SunMoon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { lazy, useEffect } from 'react';
import { presetNamed } from '../../cluster/presets.ts';
import { cluster } from '../client/session.ts';
import { clock } from '../stage/labels.ts';
import { useCalm } from '../stores/calm.ts';
import { useMirror } from '../stores/mirror.ts';
import { change, setTheme, speeds, useWorkspace } from '../stores/workspace.ts';
import type { Theme } from '../stores/workspace.ts';
import { actions, back, say, setSpeed, togglePlay } from './actions.ts';
import { PanelMenu } from './panel-menu.tsx';
import { useMedia } from './screen.ts';
import { share } from './share.ts';

const ClusterPanel = lazy(() => import('./cluster-panel.tsx'));
const Branches = lazy(() => import('./branches.tsx'));
const Until = lazy(() => import('./until.tsx'));

/** Has no room for every button: some stand in the menu *More*. */
const crowdedQuery = matchMedia('(max-width: 1180px)');
export function TopBar({ narrow }: { narrow: boolean }) {
  const crowded = useMedia(crowdedQuery);
  return (
    <header className="topbar">
      <span className="brand" title="Kubetick simulates Kubernetes v1.34.4: nothing here runs on a real cluster.">
        <img src="./icon.svg" alt="" />
        <span className="brand-words">
          <h1>Kubetick</h1>
          <span className="simulated">simulated v1.34.4</span>
        </span>
      </span>
      {!narrow && <ClusterMenu narrow={false} />}
      <span className="spread" />
      <Transport narrow={narrow} />
      <Clock />
      <BranchMenu />
      <span className="spread" />
      {narrow && <ClusterMenu narrow />}
      {crowded ? (
        <MoreMenu />
      ) : (
        <>
          <button type="button" className="btn" aria-label="Search or run" onClick={openPalette}>
            <Search size={14} aria-hidden="true" /> <span className="search-label">search</span> <kbd>Ctrl K</kbd>
          </button>
          <ShareButton />
          <ExportMenu />
          <ThemeMenu />
        </>
      )}
      <Toast />
    </header>
  );
}

const openPalette = (): void =>
  change((state) => {
    state.paletteOpen = true;
  });

function Transport({ narrow }: { narrow: boolean }) {
  const playing = useMirror((state) => state.playing);
  const ready = useMirror((state) => state.ready);
  const atStart = useMirror((state) => state.position.step <= state.position.start);
  const speed = useWorkspace((state) => state.speed);
  const key = (text: string) => !narrow && <kbd>{text}</kbd>;
  return (
    <div className="transport" role="group" aria-label="Time">
      <button type="button" className="btn" disabled={!ready || atStart} aria-label="Back one step" title="Back one step (,)" onClick={back}>
        <SkipBack size={14} aria-hidden="true" /> {key(',')}
      </button>
      <button type="button" className="btn" disabled={!ready} title="The next single thing that anybody does (.)" onClick={() => void cluster.step()}>
        <StepForward className="step-icon" size={14} aria-hidden="true" /> step {key('.')}
      </button>
      <button type="button" className="btn" disabled={!ready} title="All that is due now, or at the next due time (t)" onClick={() => void cluster.tick()}>
        tick
      </button>
      <button type="button" className="btn" disabled={!ready} title="Until nothing changes for a while (s)" onClick={() => void cluster.settle()}>
        settle
      </button>
      <PanelMenu panel="until" label="until" title="Until a condition holds, or back to when it last did (u)" button="until" className="btn until-button">
        <Until />
      </PanelMenu>
      <button type="button" className="btn primary" disabled={!ready} aria-pressed={playing} title="Let the clock run (Space)" onClick={togglePlay}>
        {playing ? <Pause size={14} aria-hidden="true" /> : <Play size={14} aria-hidden="true" />} <span className="play-word">{playing ? 'pause' : 'play'}</span> {key('Space')}
      </button>
      <select className="select" aria-label="Speed" value={String(speed)} onChange={(event) => setSpeed(Number(event.target.value))}>
        {speeds.map((value) => (
          <option key={value} value={String(value)}>
            {value === Infinity ? 'max' : `${value}×`}
          </option>
        ))}
      </select>
    </div>
  );
}

function Clock() {
  const { step, time, origin, end } = useCalm((state) => state.position);
  return (
    <span className="now">
      <span className="clock" data-testid="clock">
        {clock(time, origin)}
      </span>
      <span className="steps" data-testid="step">
        step {step}
        {step < end && <span> of {end}</span>}
      </span>
    </span>
  );
}

function ShareButton() {
  return (
    <button type="button" className="btn" onClick={() => void share().then(say, (error: Error) => say(error.message))}>
      share
    </button>
  );
}

/** `The objects as YAML`: the menu has the word already. */
const exportWords = (label: string): string => label.replace(/^Export: (.)/, (_, first: string) => first.toUpperCase());

const exports = ['export-picture', 'export-svg', 'export-gif', 'export-yaml', 'export-script', 'export-tape', 'import-tape'];

function ExportItems({ words }: { words: (label: string) => string }) {
  return actions
    .filter(({ id }) => exports.includes(id))
    .map(({ id, label, run }) => (
      <DropdownMenu.Item key={id} className="menu-item" onSelect={run}>
        {words(label)}
      </DropdownMenu.Item>
    ));
}

function ExportMenu() {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="btn icon" aria-label="Export">
        <Download size={15} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
          <ExportItems words={exportWords} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** What has no room in a crowded bar. */
function MoreMenu() {
  const theme = useWorkspace((state) => state.theme);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="btn icon" aria-label="More: search, share, export, theme">
        <Ellipsis size={15} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6} collisionPadding={8}>
          <DropdownMenu.Item className="menu-item" onSelect={openPalette}>
            Search or run
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={() => void share().then(say, (error: Error) => say(error.message))}>
            Share
          </DropdownMenu.Item>
          <ExportItems words={(label) => label} />
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.RadioGroup value={theme} onValueChange={(next) => setTheme(next as Theme)} aria-label="Theme">
            {themes.map(({ id, label }) => (
              <DropdownMenu.RadioItem key={id} value={id} className="menu-item">
                <span className="tick">{id === theme ? '✓' : ''}</span>
                {label}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** What the page says for a moment. */
function Toast() {
  const said = useWorkspace((state) => state.said);
  useEffect(() => {
    if (said === '') return undefined;
    const timer = setTimeout(() => say(undefined), 5000);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <span className={said === '' ? 'sr-only' : 'toast'} role="status">
      {said}
    </span>
  );
}

function BranchMenu() {
  const branches = useCalm((state) => state.branches);
  const current = useCalm((state) => state.position.branch);
  const name = branches.find(({ id }) => id === current)?.name ?? 'main';
  return (
    <span data-testid="branch">
      <PanelMenu
        panel="branches"
        label={`Branch ${name}`}
        className="btn small"
        button={
          <>
            <GitBranch size={13} aria-hidden="true" /> <span className="branch-name">{name}</span> <ChevronDown size={12} aria-hidden="true" />
          </>
        }
      >
        <Branches />
      </PanelMenu>
    </span>
  );
}

function ClusterMenu({ narrow }: { narrow: boolean }) {
  const preset = useWorkspace((state) => state.preset);
  const on = useMirror((state) => state.addons);
  const title = presetNamed(preset)?.title ?? preset;
  const count = on.length === 0 ? '' : ` + ${on.length} ${on.length === 1 ? 'add-on' : 'add-ons'}`;
  return (
    <PanelMenu
      panel="cluster"
      label={`Cluster: ${title}${count}`}
      title="Another cluster, and its add-ons (c)"
      className={narrow ? 'btn icon' : 'btn small'}
      button={
        narrow ? (
          <Server size={15} aria-hidden="true" />
        ) : (
          <>
            {title}
            {on.length > 0 && <span className="soft">+{on.length}</span>} <ChevronDown size={12} aria-hidden="true" />
          </>
        )
      }
    >
      <ClusterPanel />
    </PanelMenu>
  );
}

const themes: readonly { readonly id: Theme; readonly label: string }[] = [
  { id: 'light', label: 'Light theme' },
  { id: 'dark', label: 'Dark theme' },
  { id: 'system', label: 'Theme as the system’s' },
];

function ThemeMenu() {
  const theme = useWorkspace((state) => state.theme);
  const Icon = theme === 'light' ? Sun : theme === 'dark' ? Moon : SunMoon;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="btn icon" aria-label="Theme">
        <Icon size={15} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
          {themes.map(({ id, label }) => (
            <DropdownMenu.Item key={id} className="menu-item" onSelect={() => setTheme(id)}>
              <span className="tick">{id === theme ? '✓' : ''}</span>
              {label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
