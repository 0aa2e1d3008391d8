export const specifier = '@auth/core'
