/** Types that applications import, as NextAuth's documents name them: used, so that the build checks them. */
import type {
  Account,
  AuthOptions,
  Awaitable,
  CallbacksOptions,
  CookieOption,
  CookiesOptions,
  DefaultSession,
  DefaultUser,
  EventCallbacks,
  ISODateString,
  LoggerInstance,
  NextAuthOptions,
  PagesOptions,
  Profile,
  Session,
  SessionOptions,
  SessionStrategy,
  Theme,
  TokenSet,
  User,
} from 'next-auth'
import type { Adapter, AdapterUser } from 'next-auth/adapters'
import type {
  DefaultJWT,
  GetTokenParams,
  JWT,
  JWTDecodeParams,
  JWTEncodeParams,
  JWTOptions,
  Secret,
} from 'next-auth/jwt'
import type { NextAuthMiddlewareOptions, WithAuthArgs } from 'next-auth/middleware'
import type {
  BuiltInProviderType,
  Provider,
  RedirectableProviderType,
} from 'next-auth/providers/index'
import type { CredentialInput, CredentialsConfig } from 'next-auth/providers/credentials'
import type { EmailConfig, SendVerificationRequestParams } from 'next-auth/providers/email'
import type { GithubProfile } from 'next-auth/providers/github'
import type { OAuthConfig, OAuthUserConfig } from 'next-auth/providers/oauth'
import {
  type ClientSafeProvider,
  type GetSessionParams,
  type LiteralUnion,
  type SessionContextValue,
  type SessionProviderProps,
  type SignInAuthorizationParams,
  type SignInOptions,
  type SignInResponse,
  type SignOutParams,
  type SignOutResponse,
  signIn,
  signOut,
  type UseSessionOptions,
  useSession,
} from 'next-auth/react'

/** Whether two types are the same, as far as values can tell. */
type Same<A, B> = [A, B] extends [B, A] ? true : false

/** Of options and what is in them. */
export function ofOptions(options: NextAuthOptions): void {
  void (true satisfies Same<NextAuthOptions, AuthOptions>)
  const parts: {
    callbacks?: Partial<CallbacksOptions>
    cookies?: Partial<CookiesOptions>
    events?: Partial<EventCallbacks>
    logger?: Partial<LoggerInstance>
    pages?: Partial<PagesOptions>
    session?: Partial<SessionOptions>
    theme?: Theme
    jwt?: Partial<JWTOptions>
    providers: Provider[]
  } = options
  const strategy: SessionStrategy | undefined = parts.session?.strategy
  void strategy
}

/** What the callbacks get. */
export const callbacks: Partial<CallbacksOptions> = {
  signIn: ({ user, account, profile, email, credentials }) => {
    void (true satisfies Same<typeof user, User | AdapterUser>)
    void (true satisfies Same<typeof account, Account | null>)
    void (true satisfies Same<typeof profile, Profile | undefined>)
    return !email?.verificationRequest && !credentials
  },
  jwt: ({ token, trigger }) => {
    void (true satisfies Same<typeof token, JWT>)
    void (true satisfies Same<typeof trigger, 'signIn' | 'signUp' | 'update' | undefined>)
    return token
  },
  session: ({ session, token, user }) => {
    void (true satisfies Same<typeof session, Session>)
    void (true satisfies Same<typeof token, JWT>)
    void (true satisfies Same<typeof user, AdapterUser>)
    return session
  },
}

/** What augmentation has added reaches every place. */
export function ofAugmentation(session: Session, token: JWT, user: User): void {
  void (true satisfies Same<Session['user']['role'], 'admin' | 'crew'>)
  void (true satisfies Same<JWT['role'], 'admin' | 'crew' | undefined>)
  const ofDefault: DefaultSession = session
  const ofUser: DefaultUser = user
  const ofToken: DefaultJWT = token
  const expires: ISODateString = session.expires
  void [ofDefault, ofUser, ofToken, expires]
}

/** What the hook returns, in both of its forms. */
export function useTypes(): void {
  const required = useSession({ required: true })
  void (true satisfies Same<typeof required.status, 'authenticated' | 'loading'>)
  if (required.status === 'authenticated') void (true satisfies Same<typeof required.data, Session>)
  const plain = useSession()
  void (true satisfies Same<typeof plain.status, 'authenticated' | 'loading' | 'unauthenticated'>)
  const data: Session | null = plain.data
  const updated: Promise<Session | null> = plain.update({ name: 'Ada' })
  const context: SessionContextValue = plain
  const options: UseSessionOptions<true> = { required: true, onUnauthenticated: () => undefined }
  void [data, updated, context, options]
}

/** What signing in and out takes and returns. */
export async function ofActions(): Promise<void> {
  const type: RedirectableProviderType = 'credentials'
  const response: SignInResponse | undefined = await signIn(type, { redirect: false })
  const error: string | null | undefined = response?.error
  void error
  const builtIn: LiteralUnion<BuiltInProviderType> = 'github'
  const parameters: SignInAuthorizationParams = { prompt: 'login' }
  const options: SignInOptions = { callbackUrl: '/', redirect: true }
  await signIn(builtIn, options, parameters)
  const out: SignOutResponse = await signOut({ redirect: false })
  const params: SignOutParams = { callbackUrl: out.url }
  await signOut(params)
}

/** Of everything else. */
export interface Rest {
  adapter: Adapter
  provider: ClientSafeProvider
  get: GetSessionParams
  props: SessionProviderProps
  cookie: CookieOption
  tokens: TokenSet
  awaitable: Awaitable<string>
  token: GetTokenParams<true>
  decode: JWTDecodeParams
  encode: JWTEncodeParams
  secret: Secret
  middleware: NextAuthMiddlewareOptions
  arguments: WithAuthArgs
  oauth: OAuthConfig<GithubProfile>
  user: OAuthUserConfig<GithubProfile>
  email: EmailConfig
  mail: SendVerificationRequestParams
  credentials: CredentialsConfig<{ pin: CredentialInput }>
}
