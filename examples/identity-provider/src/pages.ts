/**
 * The pages of Harbour ID: HTML and one style sheet, no script.
 *
 * @module
 */
import { people, picturePath } from './people.ts'

/**
 * Headers of every page. There is no `form-action`: Chrome applies it to redirects after a form too, and
 * the answer to the form on the sign-in page is a redirect to the application.
 */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** The page that asks who is signing in. */
export function signInPage(clientName: string): string {
  const buttons = people.map(
    (person) => `
        <li>
          <button class="person" name="person" value="${person.id}">
            <img src="${picturePath(person)}" alt="" width="44" height="44">
            <span><span class="spoken">Continue as </span><b>${escape(person.name)}</b> <small>${escape(person.email)}</small></span>
            <svg width="18" height="18" viewBox="0 0 18 18" fill="none" stroke="currentColor"
              stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
              <path d="m7 4 5 5-5 5"/>
            </svg>
          </button>
        </li>`,
  )
  return page(
    'Sign in',
    `<h1>Who is coming ashore?</h1>
      <p>Choose a person to continue to <strong>${escape(clientName)}</strong>.
        It gets to know their name, email address and picture.</p>
      <form method="post">
        <ul>${buttons.join('')}
        </ul>
        <button class="cancel" name="cancel" value="yes">Cancel and go back</button>
      </form>`,
  )
}

/** The page of the provider itself. */
export function homePage(issuer: string): string {
  return page(
    'Identity provider',
    `<h1>The harbour is open</h1>
      <p>This is an OpenID Provider for demos and tests. Nobody signs in here: an application sends
        people to it, and gets them back.</p>
      <p>Issuer <code>${escape(issuer)}</code><br>
        <a href="/.well-known/openid-configuration">Its metadata</a></p>`,
  )
}

/** What went wrong, in the words of the protocol. */
export function errorPage(error: string, description?: string): string {
  return page(
    'Something is wrong',
    `<h1>This did not work</h1>
      <p>${escape(description ?? 'The request could not be answered.')}</p>
      <p class="problem"><code>${escape(error)}</code></p>
      <p>Go back to the application and begin again.</p>`,
  )
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} · Harbour ID</title>
    <link rel="icon" href="/mark.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/harbour.css">
  </head>
  <body>
    <main>
      <p class="brand"><img src="/mark.svg" alt="" width="36" height="36"> Harbour ID</p>
      ${content}
    </main>
    <footer><p>A demo identity provider. Nobody here is real, and no password is asked for.</p></footer>
  </body>
</html>
`
}

function escape(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
