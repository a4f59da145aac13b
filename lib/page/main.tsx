import { render } from 'preact';
import { LocationProvider, Route, Router, useLocation } from 'preact-iso';
import type * as z from 'zod';
import type { About } from '../api/answers/incident-answers.ts';
import { takeToken, useApi } from './client.ts';
import { links } from './links.ts';
import { Title } from './parts/basics.tsx';
import './style.css';
import { AnswersView, AnswerView } from './views/answers.tsx';
import { CompareView } from './views/compare.tsx';
import { EndpointView } from './views/endpoint.tsx';
import { GoldenView } from './views/golden.tsx';
import { IncidentsView, IncidentView } from './views/incidents.tsx';
import { Overview } from './views/overview.tsx';
import { RunView } from './views/run.tsx';

takeToken();
// The address with the token may be opened where the page is open already.
addEventListener('hashchange', () => location.hash.includes('token=') && location.reload());

function App() {
  return (
    <LocationProvider>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Header />
      <main id="main">
        <Router onRouteChange={goToTop}>
          <Route path="/" component={Overview} />
          <Route path="/endpoints/:endpoint/goldens/:golden" component={GoldenView} />
          <Route path="/endpoints/:endpoint/:view?" component={EndpointView} />
          <Route path="/runs/:run" component={RunView} />
          <Route path="/runs/:run/goldens/:golden" component={AnswersView} />
          <Route path="/runs/:run/goldens/:golden/:repetition" component={AnswerView} />
          <Route path="/compare/:before/:after" component={CompareView} />
          <Route path="/incidents" component={IncidentsView} />
          <Route path="/incidents/:incident" component={IncidentView} />
          <Route default component={Nowhere} />
        </Router>
      </main>
      <footer>
        Pinwatch says that answers moved, since when and how far; it does not guess why. All times are UTC. What you see
        here holds prompts and answers: treat it as customer data.
      </footer>
    </LocationProvider>
  );
}

function Header() {
  const { path } = useLocation();
  const about = useApi<z.infer<typeof About>>('');
  const isIn = (prefix: string) => (path.startsWith(prefix) ? 'page' : undefined);
  return (
    <header class="top">
      <a class="brand" href={links.overview()}>
        <img src="/assets/icon.svg" alt="" width="24" height="24" /> Pinwatch
      </a>
      <nav aria-label="Main">
        <a href={links.overview()} aria-current={path === '/' || path.startsWith('/endpoints') ? 'page' : undefined}>
          Endpoints
        </a>
        <a href={links.incidents()} aria-current={isIn('/incidents')}>
          Incidents
        </a>
      </nav>
      {about.data?.stack === undefined ? null : <span class="stack">stack {about.data.stack}</span>}
    </header>
  );
}

function Nowhere() {
  return (
    <>
      <Title text="Nothing here">There is nothing here</Title>
      <p>
        <a href={links.overview()}>All endpoints</a>
      </p>
    </>
  );
}

let shownPath = location.pathname;

/**
 * Whoever reads with the ears, or with keys, begins at the heading of a new view; another zoom is no new view. The focus
 * moves at once: a frame later it may be taken from where the person has gone meanwhile.
 */
function goToTop(): void {
  if (location.pathname === shownPath) return;
  shownPath = location.pathname;
  scrollTo(0, 0);
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
}

const place = document.getElementById('app');
if (place !== null) {
  place.textContent = '';
  render(<App />, place);
}
