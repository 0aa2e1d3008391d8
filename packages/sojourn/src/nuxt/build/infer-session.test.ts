import { describe, expectTypeOf, it } from 'vitest'
import type { AuthConfig } from '../../server/index.ts'
import type { Session } from '../../core/session.ts'
import type { InferFileSession, InferSession } from './infer-session.ts'

const configured = {
  providers: [],
  callbacks: {
    session: async ({ session, token }) => ({
      ...session,
      user: { ...session.user, id: token.sub ?? '', level: 3 },
    }),
  },
} satisfies AuthConfig

interface Expected {
  user: { id: string; level: number; name?: string | null | undefined }
}

describe('InferSession', () => {
  it('is what the session callback returns', () => {
    expectTypeOf<InferSession<typeof configured>>().toExtend<Expected>()
    expectTypeOf<InferFileSession<{ default: typeof configured }>>().toExtend<Expected>()
    expectTypeOf<InferFileSession<{ authOptions: typeof configured }>>().toExtend<Expected>()
  })

  it('is that of a configuration made for each request', () => {
    expectTypeOf<InferSession<() => typeof configured>>().toExtend<Expected>()
    expectTypeOf<InferSession<() => Promise<typeof configured>>>().toExtend<Expected>()
  })

  it('is Session where nothing is said', () => {
    expectTypeOf<InferSession<AuthConfig>>().toEqualTypeOf<Session>()
    expectTypeOf<InferSession<{ providers: [] }>>().toEqualTypeOf<Session>()
    expectTypeOf<InferFileSession<object>>().toEqualTypeOf<Session>()
    // oxlint-disable-next-line typescript/no-explicit-any -- what a file without types exports
    expectTypeOf<InferSession<any>>().toEqualTypeOf<Session>()
  })
})
