# frozen_string_literal: true

# What the page of a client's dossier shows of changes that have ended and of documents.
module EstafetaDossierHelper
  # What its tasks handed over, folded: a change of eight departments has a great deal of it.
  def estafeta_results(change)
    results = change.parts('results')
    return if results.empty?

    estafeta_folded("results-#{change.issue('id')}", l(:estafeta_dossier_results, count: results.size)) do
      safe_join(results.map { |result| estafeta_result(result) })
    end
  end

  # Only addresses of web pages lead anywhere.
  def estafeta_document_link(document)
    link = document.text('link')
    link.match?(RedmineEstafeta::EntryReading::LINK) ? link_to(document.text('title'), link, class: 'external') : document.text('title')
  end

  def estafeta_document_state(document)
    said = safe_join([document.text('state_text'), estafeta_links(document.issues('tasks'))].reject(&:blank?), ' ')
    document.text('state') == 'fresh' ? said : tag.span(said, class: 'estafeta-late')
  end

  private

  def estafeta_result(result)
    who = tag.span(result.text('who'), class: 'estafeta-aside')
    tag.p(safe_join([estafeta_issue(result), who], ' ')) + estafeta_result_values(result) + estafeta_result_files(result)
  end

  def estafeta_result_values(result)
    rows = result.parts('values').map do |one|
      tag.div(tag.dt(one.text('title')) + tag.dd(tag.code(one.text('value'), class: 'estafeta-value')))
    end
    rows.any? ? tag.dl(safe_join(rows), class: 'estafeta-values') : ''
  end

  # Redmine itself decides who may open them.
  def estafeta_result_files(result)
    links = result.parts('files').select { |one| one.issue('id') }.map { |one| link_to(one.text('name'), attachment_path(one.issue('id'))) }
    links.any? ? tag.p(safe_join(links, ', ')) : ''
  end
end
