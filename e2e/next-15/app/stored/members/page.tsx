import { auth } from '../options'

export default async function Members() {
  return <p data-testid="member">{(await auth())?.user?.name ?? 'nobody'}</p>
}
