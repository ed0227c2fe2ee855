/**
 * Does what a phone does with a Shortcut's list of actions, as far as ours has them: each action gives an output, which others name by
 * its UUID or as a variable. What the list may not rely on is left out here: a file's name, its type and how its size is written.
 */
import { hash } from 'node:crypto';
import { type PlistDictionary, type PlistValue, parsePlist } from './parse-plist.ts';

/** What is shared into the Shortcut. */
export interface SharedFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly name: string;
}

export interface ShortcutRun {
  /** What the phone showed, alerts and notices, in their order. */
  readonly shown: readonly string[];
  /** Every request, as it left. */
  readonly requests: readonly { readonly method: string; readonly url: string; readonly headers: readonly string[] }[];
}

type Output = SharedFile | string | number | boolean | PlistDictionary | readonly Output[] | null;

const OBJECT = '\ufffc';
const HAS_ANY_VALUE = 100;

interface Action {
  readonly name: string;
  readonly parameters: PlistDictionary;
}

/** @param replies to the questions that are asked when it is added, in their order */
export async function runShortcut(
  xml: string,
  replies: readonly string[],
  files: readonly SharedFile[],
): Promise<ShortcutRun> {
  const list = parsePlist(xml);
  const actions = toDictionaries(list.WFWorkflowActions).map(
    ({ WFWorkflowActionIdentifier: id = '', WFWorkflowActionParameters: parameters = {} }): Action => ({
      name: String(id).replace('is.workflow.actions.', ''),
      parameters: parameters as PlistDictionary,
    }),
  );
  const questions = toDictionaries(list.WFWorkflowImportQuestions);
  const filled = actions.map((action, index) => {
    const at = questions.findIndex(({ ActionIndex }) => ActionIndex === index);
    if (at < 0) return action;
    return {
      ...action,
      parameters: { ...action.parameters, [String(questions[at]?.ParameterKey)]: replies[at] ?? '' },
    };
  });
  const phone = new Phone(files);
  await phone.walk(filled);
  return { shown: phone.shown, requests: phone.requests };
}

class Phone {
  readonly shown: string[] = [];
  readonly requests: { method: string; url: string; headers: string[] }[] = [];
  readonly #outputs = new Map<string, Output>();
  readonly #variables = new Map<string, Output>();
  readonly #input: readonly SharedFile[];

  constructor(input: readonly SharedFile[]) {
    this.#input = input;
  }

  async walk(actions: readonly Action[]): Promise<void> {
    for (let at = 0; at < actions.length; at += 1) {
      const action = actions[at];
      if (!action) return;
      if (action.parameters.WFControlFlowMode !== 0) await this.#act(action);
      else at = await this.#branch(actions, at);
    }
  }

  /** Returns where the block ends. */
  async #branch(actions: readonly Action[], start: number): Promise<number> {
    const { name, parameters } = actions[start] as Action;
    const isOfGroup = (action: Action, mode: number) =>
      action.parameters.GroupingIdentifier === parameters.GroupingIdentifier &&
      action.parameters.WFControlFlowMode === mode;
    const end = actions.findIndex((action) => isOfGroup(action, 2));
    if (end < start) throw new TypeError(`a ${name} without an end`);
    if (name === 'repeat.each') {
      for (const item of toItems(this.#read(parameters.WFInput))) {
        this.#variables.set('Repeat Item', item);
        await this.walk(actions.slice(start + 1, end));
      }
      return end;
    }
    if (name !== 'conditional' || parameters.WFCondition !== HAS_ANY_VALUE) throw new TypeError(`a block of ${name}`);
    const otherwise = actions.findIndex((action) => isOfGroup(action, 1));
    const { Variable } = parameters.WFInput as PlistDictionary;
    const value = this.#read(Variable);
    const isThere = value !== null && value !== '';
    const middle = otherwise < 0 ? end : otherwise;
    await this.walk(isThere ? actions.slice(start + 1, middle) : actions.slice(middle + 1, end));
    return end;
  }

  async #act({ name, parameters }: Action): Promise<void> {
    const output = await this.#perform(name, parameters);
    if (typeof parameters.UUID === 'string') this.#outputs.set(parameters.UUID, output);
  }

  async #perform(name: string, parameters: PlistDictionary): Promise<Output> {
    switch (name) {
      case 'comment':
        return null;
      case 'gettext':
        return this.#write(parameters.WFTextActionText);
      case 'hash':
        return hash(String(parameters.WFHashType).toLowerCase(), toFile(this.#read(parameters.WFInput)).bytes);
      case 'getvalueforkey':
        return readMember(this.#read(parameters.WFInput), String(parameters.WFDictionaryKey));
      case 'downloadurl':
        return this.#request(parameters);
      case 'appendvariable': {
        const variable = String(parameters.WFVariableName);
        const before = toItems(this.#variables.get(variable) ?? null);
        this.#variables.set(variable, [...before, this.#read(parameters.WFInput)]);
        return null;
      }
      case 'count':
        return toItems(this.#read(parameters.Input)).length;
      case 'showresult':
        return this.#show(parameters.Text);
      case 'notification':
        return this.#show(parameters.WFNotificationActionBody);
      default:
        throw new TypeError(`the action ${name}`);
    }
  }

  #show(text: PlistValue | undefined): null {
    this.shown.push(this.#write(text));
    return null;
  }

  async #request(parameters: PlistDictionary): Promise<Output> {
    const { WFHTTPMethod: method, WFHTTPHeaders, WFHTTPBodyType } = parameters;
    const { Value } = WFHTTPHeaders as { readonly Value: PlistDictionary };
    const headers = toDictionaries(Value.WFDictionaryFieldValueItems).map(({ WFKey, WFValue }): [string, string] => [
      this.#write(WFKey),
      this.#write(WFValue),
    ]);
    const body = WFHTTPBodyType === 'File' ? toFile(this.#read(parameters.WFRequestVariable)).bytes : null;
    const url = this.#write(parameters.WFURL);
    this.requests.push({ method: String(method), url, headers: headers.map(([name]) => name) });
    const response = await fetch(url, { method: String(method), headers, body });
    const text = await response.text();
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
    return isJson ? JSON.parse(text) : text;
  }

  /** What an attachment stands for. */
  #read(attachment: PlistValue | undefined): Output {
    const { Value = {} } = attachment as { readonly Value?: PlistDictionary };
    return this.#find(Value);
  }

  #find({ Type, OutputUUID, VariableName }: PlistDictionary): Output {
    if (Type === 'ExtensionInput') return this.#input;
    if (Type === 'ActionOutput') return this.#outputs.get(String(OutputUUID)) ?? null;
    return this.#variables.get(String(VariableName)) ?? null;
  }

  /** Puts what attachments stand for into a text. */
  #write(text: PlistValue | undefined): string {
    if (typeof text === 'string') return text;
    const { Value } = text as { readonly Value: PlistDictionary };
    const attachments = Object.entries((Value.attachmentsByRange ?? {}) as Record<string, PlistDictionary>);
    return [...String(Value.string)]
      .map((letter, at) => {
        const found = attachments.find(([range]) => range === `{${at}, 1}`)?.[1];
        if (letter === OBJECT && !found) throw new TypeError('a text with an empty place');
        return found && letter === OBJECT ? String(this.#find(found) ?? '') : letter;
      })
      .join('');
  }
}

function toDictionaries(value: PlistValue | undefined): readonly PlistDictionary[] {
  return (value ?? []) as readonly PlistDictionary[];
}

function toItems(value: Output): readonly Output[] {
  if (value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function toFile(value: Output): SharedFile {
  if (value !== null && typeof value === 'object' && 'bytes' in value) return value as SharedFile;
  throw new TypeError('no file');
}

function readMember(value: Output, name: string): Output {
  if (value === null || typeof value !== 'object') return null;
  return (value as PlistDictionary)[name] ?? null;
}
