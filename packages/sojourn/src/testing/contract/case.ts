/**
 * What a case of the storage contract is, and what it is run against.
 *
 * @module
 */
import { type AtomicStorage, type AuthStorage, isAtomic } from '../../core/storage.ts'

/** The storage that is put to the test. */
export interface ContractSubject {
  /** Gives an empty storage. Each case calls it once, so that cases share nothing. */
  readonly open: () => AuthStorage | Promise<AuthStorage>
  /**
   * Gives another handle on the storage that was opened last, as a second server has. Races then run
   * between the two. Default: the same handle.
   */
  readonly reopen?: (() => AuthStorage | Promise<AuthStorage>) | undefined
  /** How often each race is run. Default: 25; 500 if `SOJOURN_FULL` is set in the environment. */
  readonly rounds?: number | undefined
}

/** One thing that every storage of a tier does. */
export interface ContractCase {
  /** A sentence about behaviour. Unique. */
  readonly name: string
  /** Storages of this tier do it; what `basic` does, `atomic` does too. */
  readonly tier: 'basic' | 'atomic'
  /**
   * Puts a storage to the test.
   *
   * @throws {ContractError} If the storage does something else.
   */
  readonly run: (subject: ContractSubject) => Promise<void>
}

/** What the body of a case works with. */
export interface Bench<Storage extends AuthStorage> {
  /** The storage, empty at first. */
  readonly storage: Storage
  /** Another handle on it, if there is one; else the same. */
  readonly other: Storage
  /** The whole second in which the case began, as an instant. */
  readonly now: number
  /** How often to run a race. */
  readonly rounds: number
  /** Starts `parties` at once, the even on the storage and the odd on its other handle; waits for all. */
  readonly race: <Result>(
    parties: number,
    act: (storage: Storage, party: number) => Promise<Result>,
  ) => Promise<Result[]>
}

/** A case of what every adapter can do. */
export function basicCase(
  name: string,
  check: (bench: Bench<AuthStorage>) => Promise<void>,
): ContractCase {
  return {
    name,
    tier: 'basic',
    run: async (subject) => check(await prepare(subject, (storage) => storage)),
  }
}

/** A case of what has to be one step. */
export function atomicCase(
  name: string,
  check: (bench: Bench<AtomicStorage>) => Promise<void>,
): ContractCase {
  return {
    name,
    tier: 'atomic',
    run: async (subject) => check(await prepare(subject, asAtomic)),
  }
}

async function prepare<Storage extends AuthStorage>(
  { open, reopen, rounds }: ContractSubject,
  narrow: (storage: AuthStorage) => Storage,
): Promise<Bench<Storage>> {
  const storage = narrow(await open())
  const other = reopen === undefined ? storage : narrow(await reopen())
  return {
    storage,
    other,
    // Whole seconds: some databases keep no finer ones.
    now: Math.floor(Date.now() / 1000) * 1000,
    rounds: rounds ?? (process.env['SOJOURN_FULL'] ? 500 : 25),
    race: async (parties, act) =>
      Promise.all(
        Array.from({ length: parties }, async (_, party) =>
          act(party % 2 === 0 ? storage : other, party),
        ),
      ),
  }
}

function asAtomic(storage: AuthStorage): AtomicStorage {
  if (isAtomic(storage)) return storage
  throw new TypeError('This case is for storages of the tier `atomic`. Leave it out for `basic`.')
}
