import { enter } from '../actions'

/** Without anything that is streamed, and so without JavaScript. */
export default function Plain() {
  return (
    <form action={enter}>
      <input name="username" aria-label="User name" />
      <input name="password" type="password" aria-label="Password" />
      <button data-testid="enter">Sign in</button>
    </form>
  )
}
