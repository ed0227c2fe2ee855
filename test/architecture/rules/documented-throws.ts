/** Who calls a function that throws can read in one place what it throws, and when. */
import type * as ESTree from 'oxc-parser';
import { isTestFile, type Rule, type Violation, violationAt } from '../rule.ts';
import type { SourceModule } from '../source-module.ts';
import { walk } from '../walk.ts';

const DOCUMENTED = /@throws \{[\w.| ]+\} when\b/;
const OTHER_FORM = /@throws\b(?! \{[\w.| ]+\} when\b)/;

export const documentedThrows: Rule = {
  name: 'documented-throws',
  says: 'each exported function that throws says `@throws {Type} when …`, and no comment says it in another form',
  explain: (subject) =>
    subject === '@throws'
      ? 'says @throws in another form: write `@throws {Type} when …`'
      : `${subject} throws and does not say so: write \`@throws {Type} when …\` into the comment before it`,
  check: ({ modules }) =>
    modules.filter(({ path }) => !isTestFile(path)).flatMap((module) => [...checkModule(module), ...checkForm(module)]),
};

function checkModule(module: SourceModule): Violation[] {
  const exported = new Set(module.exports.map(({ name }) => name));
  return module.program.body
    .flatMap((statement) => listFunctions(statement))
    .filter(({ name, body }) => exported.has(name.split('.')[0] ?? '') && throwsItself(body))
    .filter(({ start }) => !DOCUMENTED.test(commentBefore(module, start)))
    .map(({ name, start }) => violationAt(module, start, name));
}

function checkForm(module: SourceModule): Violation[] {
  return module.comments
    .filter(({ text }) => OTHER_FORM.test(text))
    .map(({ start }) => violationAt(module, start, '@throws'));
}

interface NamedFunction {
  readonly name: string;
  readonly body: ESTree.Node;
  /** Where its declaration begins, `export` included: its comment stands right before. */
  readonly start: number;
}

function listFunctions(statement: ESTree.Program['body'][number]): NamedFunction[] {
  const { start } = statement;
  const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  if (declaration?.type === 'FunctionDeclaration' && declaration.id && declaration.body) {
    return [{ name: declaration.id.name, body: declaration.body, start }];
  }
  if (declaration?.type === 'VariableDeclaration') return listFunctionVariables(declaration, start);
  return declaration?.type === 'ClassDeclaration' ? listMethods(declaration, start) : [];
}

function listFunctionVariables({ declarations }: ESTree.VariableDeclaration, start: number): NamedFunction[] {
  return declarations.flatMap(({ id, init }) => {
    const isFunction = init?.type === 'ArrowFunctionExpression' || init?.type === 'FunctionExpression';
    return id.type === 'Identifier' && isFunction && init.body ? [{ name: id.name, body: init.body, start }] : [];
  });
}

function listMethods({ id, body }: ESTree.Class, start: number): NamedFunction[] {
  return body.body.flatMap((member) => {
    if (member.type !== 'MethodDefinition' || !member.value.body || member.accessibility === 'private') return [];
    if (member.key.type !== 'Identifier') return [];
    const isConstructor = member.kind === 'constructor';
    const name = isConstructor ? `${id?.name}` : `${id?.name}.${member.key.name}`;
    return [{ name, body: member.value.body, start: isConstructor ? start : member.start }];
  });
}

/** A throw of its own: not one of a function inside it, nor one that it catches itself. */
function throwsItself(body: ESTree.Node): boolean {
  let found = false;
  walk(body, (node, ancestors) => {
    if (node !== body && /Function|Class/.test(node.type)) return 'skip';
    const parent = ancestors.at(-1);
    if (parent?.type === 'TryStatement' && parent.handler && node === parent.block) return 'skip';
    if (node.type === 'ThrowStatement') found = true;
    return undefined;
  });
  return found;
}

function commentBefore({ comments, text }: SourceModule, start: number): string {
  const last = comments.findLast(({ end }) => end <= start);
  return last && text.slice(last.end, start).trim() === '' ? last.text : '';
}
