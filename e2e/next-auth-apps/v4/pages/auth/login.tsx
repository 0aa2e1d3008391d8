import type { GetServerSidePropsContext, InferGetServerSidePropsType } from 'next'
import { getServerSession } from 'next-auth/next'
import { getCsrfToken, getProviders, signIn } from 'next-auth/react'
import { useRouter } from 'next/router'
import { authOptions } from '../../auth/options'

export default function Login({
  csrfToken,
  providers,
}: InferGetServerSidePropsType<typeof getServerSideProps>) {
  const { query } = useRouter()
  return (
    <>
      <p data-testid="error">{query.error}</p>
      <form method="post" action="/api/auth/callback/credentials">
        <input name="csrfToken" type="hidden" defaultValue={csrfToken} />
        <input data-testid="username" name="username" type="text" />
        <input data-testid="password" name="password" type="password" />
        <button data-testid="submit" type="submit">
          Sign in
        </button>
      </form>
      {Object.values(providers ?? {})
        .filter(({ type }) => type === 'oauth')
        .map((provider) => (
          <button
            key={provider.name}
            type="button"
            data-testid={`with-${provider.id}`}
            onClick={() => void signIn(provider.id)}
          >
            Sign in with {provider.name}
          </button>
        ))}
    </>
  )
}

export async function getServerSideProps(context: GetServerSidePropsContext) {
  const session = await getServerSession(context.req, context.res, authOptions)
  // Whoever is signed in has no business here.
  if (session) return { redirect: { destination: '/target', permanent: false } }
  const providers = await getProviders()
  return { props: { providers, csrfToken: (await getCsrfToken(context)) ?? '' } }
}
