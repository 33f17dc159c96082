import ts from 'typescript';

/**
 * The JSON Schema (draft-07) of a TypeScript type as `JSON.stringify` writes its values: every property is named, further ones are
 * refused, doc comments are descriptions, interfaces are definitions. A type that has no rule here is an error. A number whose comment
 * speaks of `Infinity` may be null.
 */
export class TypeSchemas {
  /** @param {string} file of the types */
  constructor(file, options) {
    const program = ts.createProgram([file], options);
    this.checker = program.getTypeChecker();
    this.source = program.getSourceFile(file);
    const mistakes = ts.getPreEmitDiagnostics(program, this.source);
    if (mistakes.length > 0)
      throw new Error(
        ts.formatDiagnostics(mistakes, {
          getCanonicalFileName: (name) => name,
          getCurrentDirectory: () => '',
          getNewLine: () => '\n',
        }),
      );
  }

  /** By the names of an interface's properties, the schema of each. */
  ofMembers(name) {
    const exported = this.checker.getExportsOfModule(this.checker.getSymbolAtLocation(this.source));
    const symbol = exported.find((each) => each.name === name);
    const type = this.checker.getDeclaredTypeOfSymbol(symbol);
    return Object.fromEntries(
      type.getProperties().map((property) => {
        this.definitions = {};
        this.names = new Map();
        const schema = this.of(this.checker.getTypeOfSymbol(property));
        return [property.name, { ...schema, definitions: this.definitions }];
      }),
    );
  }

  of(type) {
    const { flags } = type;
    if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive))
      throw new Error(`too loose a type: ${this.checker.typeToString(type)}`);
    if (flags & ts.TypeFlags.Null) return { type: 'null' };
    if (flags & ts.TypeFlags.StringLiteral || flags & ts.TypeFlags.NumberLiteral) return { const: type.value };
    if (flags & ts.TypeFlags.BooleanLiteral) return { const: this.checker.typeToString(type) === 'true' };
    if (flags & ts.TypeFlags.StringLike) return { type: 'string' };
    if (flags & ts.TypeFlags.NumberLike) return { type: 'number' };
    if (flags & ts.TypeFlags.BooleanLike) return { type: 'boolean' };
    if (type.isUnion()) return this.union(type.types);
    // An id is a number with a brand.
    if (type.isIntersection() && type.types.some((part) => part.flags & ts.TypeFlags.NumberLike))
      return { type: 'number' };
    if (this.checker.isTupleType(type)) return this.tuple(this.checker.getTypeArguments(type));
    if (this.checker.isArrayType(type))
      return { type: 'array', items: this.of(this.checker.getTypeArguments(type)[0]) };
    if (flags & ts.TypeFlags.Object || type.isIntersection()) return this.named(type);
    throw new Error(`no rule for ${this.checker.typeToString(type)}`);
  }

  union(types) {
    const parts = types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));
    const literals = parts.filter((part) => part.isLiteral()).map(({ value }) => value);
    const hasBoolean = parts.filter(({ flags }) => flags & ts.TypeFlags.BooleanLiteral).length === 2;
    const others = parts.filter(
      (part) => !part.isLiteral() && !(hasBoolean && part.flags & ts.TypeFlags.BooleanLiteral),
    );
    const schemas = [
      ...(literals.length === 0 ? [] : [literals.length === 1 ? { const: literals[0] } : { enum: literals.sort() }]),
      ...(hasBoolean ? [{ type: 'boolean' }] : []),
      ...others.map((part) => this.of(part)),
    ];
    return schemas.length === 1 ? schemas[0] : { anyOf: schemas };
  }

  tuple(types) {
    const items = types.map((type) => this.of(type));
    return { type: 'array', items, minItems: items.length, maxItems: items.length, additionalItems: false };
  }

  /** An interface is told once, under its name. */
  named(type) {
    const symbol = type.symbol;
    const isInterface =
      symbol !== undefined && Boolean(symbol.flags & ts.SymbolFlags.Interface) && type.aliasSymbol === undefined;
    if (!isInterface) return this.object(type);
    const name = this.names.get(type) ?? this.freeName(symbol.name);
    if (!this.names.has(type)) {
      this.names.set(type, name);
      // Entered before it is known, since a type may hold itself.
      this.definitions[name] = {};
      const description = this.textOf(symbol);
      Object.assign(this.definitions[name], description === '' ? {} : { description }, this.object(type));
    }
    return { $ref: `#/definitions/${name}` };
  }

  freeName(wanted) {
    let name = wanted;
    for (let number = 2; name in this.definitions; number++) name = `${wanted}${number}`;
    return name;
  }

  object(type) {
    const properties = this.checker
      .getPropertiesOfType(type)
      .map((property) => [property.name, this.property(property)]);
    const required = this.checker
      .getPropertiesOfType(type)
      .filter((property) => !(property.flags & ts.SymbolFlags.Optional))
      .map(({ name }) => name);
    const index = this.checker.getIndexInfoOfType(type, ts.IndexKind.String);
    return {
      type: 'object',
      ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
      ...(required.length === 0 ? {} : { required }),
      additionalProperties: index === undefined ? false : this.of(index.type),
    };
  }

  property(symbol) {
    const description = this.textOf(symbol);
    const schema = this.of(this.checker.getTypeOfSymbol(symbol));
    const written = description.includes('Infinity') ? { anyOf: [schema, { type: 'null' }] } : schema;
    if (description === '') return written;
    // In draft-07 nothing counts beside a $ref.
    return { description, ...('$ref' in written ? { allOf: [written] } : written) };
  }

  textOf(symbol) {
    return ts.displayPartsToString(symbol.getDocumentationComment(this.checker)).replace(/\s+/g, ' ');
  }
}
