/** The elements of the page of a link that stay for as long as it speaks one language. */
import { make } from './link-view.ts';

export function createParts() {
  const title = make('h1');
  const addTitle = make('h2', { id: 'add' });
  const pickers = make('div', { className: 'link-buttons' });
  const hint = make('p', { className: 'hint', role: 'status' });
  const kept = make('ul', { className: 'link-photos' });
  const add = make('section', { className: 'link-add', hidden: true }, addTitle, pickers, hint, kept);
  return {
    ...{ title, addTitle, pickers, hint, kept, add, isFilled: false },
    company: make('p', { className: 'link-company' }),
    language: make('button', { className: 'button' }),
    subtitle: make('p', { className: 'hint' }),
    status: make('p', { className: 'hint', role: 'status' }),
    album: make('div'),
    dialog: make('dialog', { className: 'link-large' }),
  };
}
