import { memoryStorage } from 'sojourn/storage/memory'

export const storage = memoryStorage()
