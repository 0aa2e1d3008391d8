/**
 * The panel: one page without any other file, which talks to the tabs of the application.
 *
 * Whatever comes from a tab is shown as text; nothing of it becomes markup.
 *
 * @module
 */
import { channelName } from './messages.ts'

const style = `
:root { color-scheme: light dark; --back: #f7f7f5; --card: #fff; --ink: #1d1f23; --soft: #6b7078; --line: #e3e3de;
  --accent: #00875a; --good: #00875a; --bad: #c0392b; --wait: #a86b00 }
@media (prefers-color-scheme: dark) { :root { --back: #121417; --card: #1a1d21; --ink: #e8e9ea; --soft: #969ba3;
  --line: #2b2f35; --accent: #3ddc97; --good: #3ddc97; --bad: #ff7b6b; --wait: #f0b64d } }
* { box-sizing: border-box }
body { margin: 0; padding: 20px; background: var(--back); color: var(--ink); font: 14px/1.5 system-ui, sans-serif }
main { max-width: 960px; margin: auto; display: grid; gap: 16px }
header { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center }
h1 { margin: 0; font-size: 18px; flex: 1 }
h2 { margin: 0 0 10px; font-size: 12px; letter-spacing: .06em; text-transform: uppercase; color: var(--soft) }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px; min-width: 0 }
.columns { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)) }
select, button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: 7px 12px; max-width: 100% }
button { cursor: pointer } button:hover { border-color: var(--accent) } button:active { transform: translateY(1px) }
button:focus-visible, select:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px }
button.danger:hover { border-color: var(--bad); color: var(--bad) }
.actions { display: flex; flex-wrap: wrap; gap: 8px }
.status { display: inline-flex; gap: 8px; align-items: center; font-weight: 600; font-size: 16px }
.status::before { content: ''; width: 10px; height: 10px; border-radius: 50%; background: var(--wait) }
.status.authenticated::before { background: var(--good) } .status.unauthenticated::before { background: var(--soft) }
dl { display: grid; grid-template-columns: auto 1fr; gap: 6px 16px; margin: 0 } dt { color: var(--soft) }
dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: anywhere }
pre { margin: 0; max-height: 420px; overflow: auto; font: 12.5px/1.55 ui-monospace, monospace; white-space: pre-wrap;
  overflow-wrap: anywhere }
.error { color: var(--bad) } .notice { margin: 12px 0 0; color: var(--soft); min-height: 1.5em }
.empty { text-align: center; color: var(--soft); padding: 48px 16px }
[hidden] { display: none !important }
`

const script = `
const channel = new BroadcastChannel(${JSON.stringify(channelName)})
const tabs = new Map()
const at = (id) => document.getElementById(id)
const send = (message) => channel.postMessage(JSON.stringify(message))
let chosen

channel.onmessage = ({ data }) => {
  const message = JSON.parse(data)
  if (message.type === 'report') tabs.set(message.tab, message)
  else if (message.type === 'gone') tabs.delete(message.tab)
  else return
  if (!tabs.has(chosen)) chosen = [...tabs.keys()].at(-1)
  show()
}

function span(ms) {
  const total = Math.round(Math.abs(ms) / 1000)
  const parts = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']]
  const texts = []
  let left = total
  for (const [size, unit] of parts) {
    const count = Math.floor(left / size)
    left -= count * size
    if (count > 0) texts.push(count + ' ' + unit)
  }
  return texts.slice(0, 2).join(' ') || '0 s'
}
const ago = (instant) => (instant === null ? 'never' : span(Date.now() - instant) + ' ago')
const until = (instant, now) =>
  instant === null ? 'it does not say' : instant > now ? 'in ' + span(instant - now) : span(now - instant) + ' ago'

function show() {
  const tab = tabs.get(chosen)
  at('empty').hidden = tab !== undefined
  at('content').hidden = at('tabs').hidden = tab === undefined
  if (tab === undefined) return
  at('tabs').replaceChildren(...[...tabs.values()].map((one, index) =>
    Object.assign(document.createElement('option'),
      { value: one.tab, textContent: 'Tab ' + (index + 1) + ': ' + one.path, selected: one.tab === chosen })))
  at('status').textContent = tab.status + (tab.isPending ? ' …' : '')
  at('status').className = 'status ' + tab.status
  at('error').textContent = tab.error ?? ''
  at('provider').textContent = tab.provider
  at('session').textContent = JSON.stringify(tab.data, null, 2)
  at('notice').textContent = tab.notice
  at('offline').textContent = tab.isOffline ? 'Go online' : 'Go offline'
  at('expire').textContent = tab.provider === 'local' ? 'End access token' : 'Expire now'
  at('revoke').textContent = tab.provider === 'local' ? 'Sign out at the backend' : 'Revoke on the server'
  tick()
}

function tick() {
  const tab = tabs.get(chosen)
  if (tab === undefined) return
  const offset = tab.offset ?? 0
  at('refreshed').textContent = ago(tab.refreshedAt)
  at('cause').textContent = tab.last.cause + ', ' + ago(tab.last.at)
  at('clock').textContent = tab.offset === null ? 'not known yet'
    : Math.abs(offset) < 1000 ? 'in step' : span(offset) + (offset > 0 ? ' ahead' : ' behind')
  at('expires').textContent = tab.data === null ? '–' : until(tab.expiresAt, Date.now() + offset)
  at('token-row').hidden = at('token').hidden = tab.provider !== 'local'
  at('token').textContent = until(tab.tokenExpiresAt, Date.now() + offset)
}

at('tabs').onchange = ({ target }) => { chosen = target.value; show() }
for (const button of document.querySelectorAll('button')) {
  button.onclick = () => {
    const command = button.id === 'offline' && tabs.get(chosen)?.isOffline ? 'online' : button.id
    send({ type: 'command', tab: chosen, command })
  }
}
setInterval(tick, 1000)
send({ type: 'hello' })
`

/** The page. */
export const panelPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Session</title>
<style>${style}</style>
<main>
  <header>
    <h1>Session</h1>
    <select id="tabs" aria-label="Tab of the application" hidden></select>
  </header>
  <section id="empty" class="empty">Open the application in a tab of this browser.</section>
  <div id="content" hidden>
    <div class="columns">
      <section>
        <h2>State</h2>
        <p style="margin: 0 0 12px"><span id="status" class="status" role="status"></span> <span id="error" class="error"></span></p>
        <dl>
          <dt>Provider</dt><dd id="provider"></dd>
          <dt>Last answer</dt><dd id="refreshed"></dd>
          <dt>Last change</dt><dd id="cause"></dd>
          <dt>Server's clock</dt><dd id="clock"></dd>
          <dt>Session ends</dt><dd id="expires"></dd>
          <dt id="token-row">Access token ends</dt><dd id="token"></dd>
        </dl>
      </section>
      <section>
        <h2>Session</h2>
        <pre id="session"></pre>
      </section>
    </div>
    <section style="margin-top: 16px">
      <h2>Try</h2>
      <div class="actions">
        <button id="refetch">Refetch</button>
        <button id="expire">Expire now</button>
        <button id="offline">Go offline</button>
        <button id="revoke" class="danger">Revoke on the server</button>
      </div>
      <p id="notice" class="notice" role="status"></p>
    </section>
  </div>
</main>
<script>${script}</script>
</html>
`
