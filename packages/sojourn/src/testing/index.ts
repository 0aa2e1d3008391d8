/**
 * `sojourn/testing`: the contract that storages fulfil, and fakes for tests of applications.
 *
 * @module
 */
export {
  type ContractCase,
  ContractError,
  type ContractSubject,
  storageContract,
} from './storage-contract.ts'
export { type FakeClock, fakeClock } from './fake-clock.ts'
export { type FakeProvider, fakeProvider, type FakeProviderOptions } from './fake-provider.ts'
