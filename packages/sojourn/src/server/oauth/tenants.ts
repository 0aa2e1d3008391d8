/**
 * Issuers of many tenants: Microsoft Entra, asked by an address that names none.
 *
 * Its metadata is one document for all, in which a placeholder stands for the tenant. Who signs in is of one
 * tenant, whose id the ID token says in `tid`; its issuer is the document's with that id in place. The keys
 * are common, and may say whose tokens they sign.
 *
 * @module
 */
const segment = /\/(common|organizations|consumers|\{tenantid\})(?=\/v2\.0)/

/** Whether an address is that of all tenants. */
export function isForAllTenants(address: string | undefined): boolean {
  return address !== undefined && segment.test(address)
}

/** An issuer with the placeholder for a tenant. */
export function tenantTemplate(issuer: string): string {
  return issuer.replace(segment, '/{tenantid}')
}

/**
 * The issuer of one tenant. Its id is read from a token that is not verified yet: what it chooses is but one
 * segment of the address, and the signature has to be by a key of that issuer.
 *
 * @returns `undefined` if that is no tenant.
 */
export function issuerOfTenant(template: string, tenant: unknown): string | undefined {
  return typeof tenant === 'string' && /^[\w-]{1,64}$/.test(tenant)
    ? template.replace('{tenantid}', tenant)
    : undefined
}
