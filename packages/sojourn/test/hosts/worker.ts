/**
 * The worker that workerd runs: as many applications as tests ask for.
 *
 * @module
 */
import {
  type Application,
  createApplication,
  type Description,
  type State,
} from './applications.ts'
import { fixtureHeader, writeFixture } from './fixture.ts'

/** By id. The first is made as applications make theirs: when the module is loaded. */
const applications = [createApplication()]

async function answer(request: Request): Promise<Response> {
  const [asked = '', id = '0'] = (request.headers.get(fixtureHeader) ?? '').split(' ')
  const application = applications.at(Number(id))
  if (application === undefined) throw new Error(`There is no application ${id}.`)
  if (asked === 'handle') return application.auth.handle(request)
  return new Response(await writeFixture(() => find(asked, application, request)))
}

async function find(asked: string, application: Application, request: Request): Promise<unknown> {
  const { auth, state, advance, reports } = application
  switch (asked) {
    case 'start':
      return applications.push(createApplication((await request.json()) as Description)) - 1
    case 'set':
      return Object.assign(state, (await request.json()) as State)
    case 'advance':
      return advance((await request.json()) as { days?: number; minutes?: number })
    case 'reports':
      return reports
    case 'getToken':
      return auth.getToken(request)
    default:
      return auth.getSession(request)
  }
}

// oxlint-disable-next-line import/no-default-export -- workerd asks for it
export default { fetch: answer }
