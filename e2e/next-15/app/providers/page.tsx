/** The functions of both clients in a server component, as sign-in pages use them. */
import * as theirs from 'next-auth/react'
import * as ours from 'sojourn/react'

export const dynamic = 'force-dynamic'

export default async function Page() {
  return (
    <>
      <p data-testid="ours">{Object.keys((await ours.getProviders()) ?? {}).join()}</p>
      <p data-testid="theirs">{Object.keys((await theirs.getProviders()) ?? {}).join()}</p>
    </>
  )
}
