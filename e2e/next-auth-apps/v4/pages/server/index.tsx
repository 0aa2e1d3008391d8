import type { GetServerSidePropsContext } from 'next'
import { unstable_getServerSession } from 'next-auth'
import { getServerSession } from 'next-auth/next'
import { getSession } from 'next-auth/react'
import { auth, authOptions } from '../../auth/options'

/** What each way to ask says on the server, as JSON. */
export default function Server({ answers }: { answers: string }) {
  return <pre data-testid="answers">{answers}</pre>
}

export async function getServerSideProps(context: GetServerSidePropsContext) {
  const { req, res } = context
  const answers = {
    getServerSession: await getServerSession(req, res, authOptions),
    helper: await auth(req, res),
    unstable: await unstable_getServerSession(req, res, authOptions),
    byContext: await getSession(context),
    byRequest: await getSession({ req }),
  }
  return { props: { answers: JSON.stringify(answers), session: answers.getServerSession } }
}
