import { getServerSession } from 'next-auth/next'
import { getToken } from 'next-auth/jwt'
import { type NextRequest, NextResponse } from 'next/server'
import { authOptions } from '../../../../auth/options'
import { decodeSigned, ownCookie, variant } from '../../../../auth/variant'

export async function GET(request: NextRequest) {
  const session = await getServerSession(authOptions)
  const own = variant === 'handlers' && { cookieName: ownCookie.name, decode: decodeSigned }
  const token = await getToken({ req: request, ...own })
  return NextResponse.json({ session, token })
}
