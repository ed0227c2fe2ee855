import { describe, expect, it } from 'vitest';
import { CommandError } from '../../../infra/operate/command-error.ts';
import { parseJobList } from '../../../infra/operate/parse-job-list.ts';

function complaintAbout(text: string, file: string): string {
  try {
    parseJobList(text, file);
    return '';
  } catch (error) {
    return error instanceof CommandError ? error.message : `no CommandError: ${error}`;
  }
}

describe('parseJobList', () => {
  it('reads CSV as a spreadsheet writes it: a BOM, CRLF, quotes, empty cells that say nothing', () => {
    const rows = [
      'job_id,title,status,members,customer',
      'j-1,"Garage, ""half""",,wes  nadia,',
      '',
      'j-2, Yard ,closed,,tom',
    ];
    expect(parseJobList(`\uFEFF${rows.join('\r\n')}`, 'a.CSV')).toEqual([
      { job_id: 'j-1', title: 'Garage, "half"', members: ['wes', 'nadia'], customer: null },
      { job_id: 'j-2', title: 'Yard', status: 'closed', members: [], customer: 'tom' },
    ]);
  });

  it('leaves people as they are where the columns are not there', () => {
    expect(parseJobList('job_id,status\nj-1,closed\n', 'a.csv')).toEqual([{ job_id: 'j-1', status: 'closed' }]);
  });

  it.each([
    ['a.json', '{"job_id":"j-1"}', 'a.json: not a list of jobs'],
    ['a.json', '[', 'a.json: not JSON'],
    ['a.json', '[{"job_id":"j-1"},{"job_id":"j 2"}]', 'a.json, job 2: job_id: j 2 is no job id'],
    ['a.json', '[{"job_id":"j-1","titel":"a"}]', 'a.json, job 1: titel is no member of a job'],
    ['a.json', '[{"job_id":"j-1"},{"job_id":"j-1"}]', 'a.json: j-1 is there twice'],
    ['a.csv', 'job_id,title\nj-1\n', 'a.csv: '],
    ['a.csv', 'job_id,status\nj-1,half\n', 'a.csv, row 1: status must be one of pending, open, closed, cancelled'],
  ])('tells where %s is wrong: %s', (file, text, complaint) => {
    expect(complaintAbout(text, file).startsWith(complaint)).toBe(true);
  });
});
