/** A script of the time of `require`, beside the application: seals a token and opens it again. */
const { default: NextAuth, getServerSession, unstable_getServerSession } = require('next-auth')
const next = require('next-auth/next')
const { decode, encode, getToken } = require('next-auth/jwt')
const CredentialsProvider = require('next-auth/providers/credentials').default
const GithubProvider = require('next-auth/providers/github').default
const { signIn, useSession, SessionProvider } = require('next-auth/react')
const { withAuth, default: middleware } = require('next-auth/middleware')

const secret = process.env.NEXTAUTH_SECRET

async function main() {
  const text = await encode({ token: { sub: '7', name: 'Ada' }, secret, maxAge: 60 })
  const req = {
    headers: { authorization: `Bearer ${encodeURIComponent(text)}` },
    cookies: {},
  }
  const functions = { NextAuth, getServerSession, unstable_getServerSession, signIn, useSession }
  const more = { SessionProvider, withAuth, middleware, next: next.default }
  console.log(
    JSON.stringify({
      parts: text.split('.').length,
      decoded: await decode({ token: text, secret }),
      bearer: await getToken({ req, secret }),
      fromOutside: await decode({ token: process.env.TOKEN, secret }).catch(() => null),
      functions: Object.entries({ ...functions, ...more }).map(
        ([name, it]) => `${name} ${typeof it}`,
      ),
      github: GithubProvider({ clientId: 'a', clientSecret: 'b' }).id,
      credentials: CredentialsProvider({ credentials: {}, authorize: () => null }).type,
    }),
  )
}

void main()
