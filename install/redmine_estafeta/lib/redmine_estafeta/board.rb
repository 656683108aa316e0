# frozen_string_literal: true

module RedmineEstafeta
  # The changes under way of all clients whose pages the user may see, with what each department has to do for them.
  class Board
    # A change as its document tells of it, and its client's.
    Row = Struct.new(:about, :client, :project)

    ENDED = %w[done failed cancelled].freeze

    # What is late stands first, then what is finished first.
    def rows
      @rows ||= documents.map { |one| row(one) }.sort_by do |one|
        [late?(one) ? 0 : 1, one.about.date('forecast')&.jd || Float::INFINITY, one.about.issue('id').to_i]
      end
    end

    # Who has something to do, by name.
    def doers = rows.flat_map { |one| open_tasks(one).map { |task| task.text('doer') } }.uniq.sort

    # That are not finished, in the order of work.
    def tasks(row, doer) = open_tasks(row).select { |task| task.text('doer') == doer }

    def version = (desks + documents).map(&:digest).join(' ')

    private

    def documents = @documents ||= Document.all_called(changes.keys.map { |id| "change/#{id}" })
    def desks = @desks ||= Document.open_desks

    # id => its desk
    def changes
      @changes ||= desks.each_with_object({}) do |desk, found|
        desk.in_language(I18n.locale).parts('changes').each { |one| found[one.issue('id')] = desk if one.issue('id') }
      end
    end

    def row(document)
      desk = changes.fetch(document.id_in_name.to_i)
      Row.new(document.in_language(I18n.locale), desk.in_language(I18n.locale).text('title'), desk.project)
    end

    def late?(row) = row.about.date('forecast') && row.about.date('promised') && row.about.date('forecast') > row.about.date('promised')
    def open_tasks(row) = row.about.parts('tasks').reject { |task| ENDED.include?(task.text('state')) }
  end
end
