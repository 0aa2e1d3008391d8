/**
 * What modules export, as TypeScript sees it: `node exports-of.cjs <typescript> <file> <module> …` prints the names of
 * each module, as it is found from the file, as JSON.
 *
 * @module
 */
const [, , typescript, from, ...names] = process.argv
const ts = require(typescript)

const options = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  skipLibCheck: true,
  types: [],
}
const files = names.map((name) => {
  const { resolvedModule } = ts.resolveModuleName(name, from, options, ts.sys)
  return resolvedModule?.resolvedFileName ?? `no ${name}`
})
const program = ts.createProgram(files, options)
const checker = program.getTypeChecker()

const found = names.map((name, index) => {
  const source = program.getSourceFile(files[index])
  const symbol = source && checker.getSymbolAtLocation(source)
  const exported = symbol ? checker.getExportsOfModule(symbol) : undefined
  return [name, exported?.map((entry) => entry.name).toSorted()]
})
console.log(JSON.stringify(Object.fromEntries(found)))
