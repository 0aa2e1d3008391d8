import type { NextPage } from 'next'
import { getProviders, getSession } from 'next-auth/react'

interface InitialProps {
  name: string
  ids: string
}

/** A page of the time before `getServerSideProps`: on the server at first, in the browser after a link. */
const Initial: NextPage<InitialProps> = ({ name, ids }) => (
  <>
    <p data-testid="initial-name">{name}</p>
    <p data-testid="initial-ids">{ids}</p>
  </>
)

Initial.getInitialProps = async (context) => {
  const session = await getSession(context)
  const providers = (await getProviders()) ?? {}
  return { name: session?.user.name ?? 'nobody', ids: Object.keys(providers).join(' ') }
}

export default Initial
