'use strict';
const Mustache = require('mustache');

const partials = {
  greeting: 'Dear [[> person]],',
  person: '[[name]]',
  footer: '[[shop]]',
};

/** Mails use square brackets, because their templates pass through another engine first. */
function renderMail(template, view) {
  const text = Mustache.render(template, view, partials, ['[[', ']]']);
  return text;
}

module.exports = { renderMail };
