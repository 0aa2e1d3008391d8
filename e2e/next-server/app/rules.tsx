/** For everybody, and kept. */
export async function Rules() {
  'use cache'
  return <p data-testid="cached">Rules of the house</p>
}
