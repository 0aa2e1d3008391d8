import { headers } from 'next/headers'

export default async function Wrapped() {
  return <p data-testid="seen">{(await headers()).get('x-seen-by-proxy')}</p>
}
