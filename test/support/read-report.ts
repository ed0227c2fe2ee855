/** What vitest's JSON report says of a run, and what of it must be told at the end, where a cut-off output still has it. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';

export interface Report {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** A line each for what failed, or passed at its second try only, with the reason on a second line. */
  readonly remarks: readonly string[];
}

interface JsonReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    /** The file's path. */
    readonly name: string;
    readonly status: string;
    /** Why the file could not be run; empty where only its tests failed. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      /** One for each try that failed. */
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

export async function readReport(path: string, root: string): Promise<Report> {
  const report: JsonReport = JSON.parse(await readFile(path, 'utf8'));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests,
    remarks: report.testResults.flatMap((file) => remarkOn(file, relative(root, file.name))),
  };
}

function remarkOn(file: JsonReport['testResults'][number], path: string): string[] {
  const ofTests = file.assertionResults.flatMap(({ fullName, status, failureMessages: [why] = [] }) => {
    if (why === undefined) return [];
    return [`${status === 'failed' ? 'failed' : 'passed at its second try'}: ${path} > ${fullName}\n  ${headOf(why)}`];
  });
  return file.status === 'failed' && file.message !== ''
    ? [...ofTests, `failed: ${path}\n  ${headOf(file.message)}`]
    : ofTests;
}

/** An error's message, and where in the project it was thrown. */
function headOf(failure: string): string {
  const lines = failure.split('\n').filter((line) => !/^ +at .*(node_modules|node:internal|<anonymous>)/.test(line));
  return lines.slice(0, 12).join('\n  ');
}

/** Runs of several projects as one. */
export function joinReports(reports: readonly Report[]): Report {
  const sum = (name: 'passed' | 'failed' | 'skipped') => reports.reduce((total, report) => total + report[name], 0);
  return {
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    remarks: reports.flatMap(({ remarks }) => remarks),
  };
}
