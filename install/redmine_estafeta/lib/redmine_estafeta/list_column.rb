# frozen_string_literal: true

::Query # Redmine keeps QueryColumn in its file

module RedmineEstafeta
  # A column of Redmine's list of issues that is read from an issue's row.
  class ListColumn < QueryColumn
    # As a list shows it: `text` in files; on a page `html`, made with the address of all issues.
    Cell = Struct.new(:text, :html) do
      def to_s = text
      def blank? = text.blank?
    end

    TABLE = Row.table_name
    # By how bad it is.
    BY_STATE = "CASE #{TABLE}.sla_state #{Row::STATES.each_with_index.map { |state, i| "WHEN '#{state}' THEN #{i}" }.join(' ')} ELSE #{Row::STATES.size} END"
    # Whatever the database: issues without an instant come last.
    BY_DUE = ["CASE WHEN #{TABLE}.due_on IS NULL THEN 1 ELSE 0 END", "#{TABLE}.due_on"].freeze

    class << self
      def all
        [new(:estafeta_sla, sortable: BY_STATE, groupable: true), new(:estafeta_left, sortable: BY_DUE),
         new(:estafeta_waits_for), new(:estafeta_change, sortable: "#{TABLE}.change_id", groupable: true)]
      end

      def state_in_words(state) = Sentence.of("estafeta_sla_#{state}")
    end

    def initialize(name, options = {})
      super(name, options.merge(caption: :"label_#{name}"))
    end

    def group_by_statement
      case name
      when :estafeta_sla then "#{TABLE}.sla_state"
      when :estafeta_change then "#{TABLE}.change_id"
      end
    end

    def value(issue) = value_object(issue)

    # nil: nothing is known, or not to this user.
    def value_object(issue)
      row = issue.estafeta_row
      return if row.nil?

      case name
      when :estafeta_sla then state(row)
      when :estafeta_left then left(row)
      when :estafeta_waits_for then waits_for(row)
      when :estafeta_change then row.change_id && change(issue.estafeta_change, row.change_id)
      end
    end

    def group_value(issue) = group(issue.estafeta_row&.then { |row| name == :estafeta_sla ? row.sla_state : row.change_id }, [issue.estafeta_change])

    # What a group of lists is headed with. `key`: as the database groups; `changes`: those the user may see.
    def group(key, changes)
      return if key.nil?
      return self.class.state_in_words(key) if name == :estafeta_sla

      changes.find { |one| one&.id == key } || "##{key}"
    end

    private

    def state(row)
      return if row.sla_state.nil?

      said = self.class.state_in_words(row.sla_state)
      Cell.new(said, ->(_) { span(said, "estafeta-state estafeta-is-#{row.sla_state}") })
    end

    def left(row)
      over = row.due_on && row.due_on <= Time.now
      said = if over then Sentence.of(:estafeta_breached_ago, time: Duration.ago_in_words(Time.now - row.due_on))
             elsif row.due_on then Sentence.of(:estafeta_left_short, time: Duration.in_words(row.left))
             elsif row.paused then self.class.state_in_words('paused')
             end
      Cell.new(said, ->(_) { over ? span(said, 'estafeta-late') : ERB::Util.h(said) }) if said
    end

    def waits_for(row)
      waits = row.waits
      return if waits.empty?

      said = waits.map { |one| [number(one.issue('issue')), one.text('title'), held(one)].reject(&:blank?).join(' ') }
      Cell.new(said.join('; '), lambda do |issues|
        waits.map { |one| span(joined(link(issues, one.issue('issue')), one.text('title'), held(one)), 'estafeta-waited') }.join.html_safe
      end)
    end

    def held(part) = part.text('holder').present? ? "(#{part.text('holder')})" : ''

    def change(issue, id) = Cell.new([number(id), issue&.subject].compact.join(' '), ->(issues) { joined(link(issues, id), issue&.subject) })

    def number(id) = id && "##{id}"

    # Markup by hand: Rails' helpers would take much of the time of a long list.
    def link(issues, id) = id && %(<a href="#{ERB::Util.h(issues)}/#{id}">##{id}</a>).html_safe
    def span(said, look) = %(<span class="#{look}">#{ERB::Util.h(said)}</span>).html_safe
    def joined(*parts) = parts.reject(&:blank?).map { |one| ERB::Util.h(one) }.join(' ').html_safe
  end
end
