/** The CloudFront Functions: they see every request of their behaviour first, in microseconds, before anything is paid for. */
import {
  FunctionCode,
  FunctionRuntime,
  type IKeyValueStore,
  Function as ViewerFunction,
} from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import type { ViewerFunctionName } from '../build/build-artifacts.ts';

const COMMENTS: Readonly<Record<ViewerFunctionName, string>> = {
  gate: 'Turns away requests without a plausible bearer token.',
  link: 'Lets only a short secret of a link through, without credentials in its headers.',
  form: 'Lets only a short form through, without credentials in its headers.',
  pages: 'Clean URLs of the dashboard, in the release that is live.',
  upload: 'Lets only a form upload through, without credentials.',
  image: 'Lets only image paths through, without a foreign query.',
};

export interface ViewerFunctionsProps {
  readonly deployment: string;
  readonly code: Readonly<Record<ViewerFunctionName, string>>;
  /** Says which release of the site is live. */
  readonly releases: IKeyValueStore;
}

export class ViewerFunctions extends Construct {
  readonly byName: Readonly<Record<ViewerFunctionName, ViewerFunction>>;

  constructor(scope: Construct, id: string, { deployment, code, releases }: ViewerFunctionsProps) {
    super(scope, id);
    const create = (name: ViewerFunctionName) =>
      new ViewerFunction(this, `${name.charAt(0).toUpperCase()}${name.slice(1)}`, {
        functionName: `edgeshot-${deployment}-${name}`,
        comment: COMMENTS[name],
        code: FunctionCode.fromInline(code[name]),
        runtime: FunctionRuntime.JS_2_0,
        ...(name === 'pages' ? { keyValueStore: releases } : {}),
      });
    this.byName = {
      gate: create('gate'),
      link: create('link'),
      form: create('form'),
      pages: create('pages'),
      upload: create('upload'),
      image: create('image'),
    };
  }
}
