import { UnstorageAdapter } from '@auth/unstorage-adapter'
import { createStorage } from 'unstorage'
import { adapterContract } from './adapters-contract.ts'
import { drizzleAdapter } from './drizzle-adapter.ts'

const similarKeys = 'Its keys take `/`, `\\` and `:` for the same, and end at `?`.'

adapterContract(
  '@auth/unstorage-adapter, in memory',
  async () => UnstorageAdapter(createStorage()),
  {
    'moves a person to a free address': 'It never removes the key of the old address.',
    'gives a one-time secret to one of all who ask at once': 'It reads, and removes later.',
    'keeps accounts of similar ids apart': similarKeys,
    'keeps people of similar addresses apart': similarKeys,
    'keeps one-time secrets of similar addresses apart': similarKeys,
  },
)

adapterContract('@auth/drizzle-adapter, on SQLite', async () => drizzleAdapter())
