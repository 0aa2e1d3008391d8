export const specifier = 'next-auth'
