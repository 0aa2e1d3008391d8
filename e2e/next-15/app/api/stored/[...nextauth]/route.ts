import { handlers } from '../../../stored/options'

export const { GET, POST } = handlers
