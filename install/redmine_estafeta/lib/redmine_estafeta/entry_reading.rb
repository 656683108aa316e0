# frozen_string_literal: true

module RedmineEstafeta
  # What a form of one kind of entry asks, and what is wrong with what was typed: a sentence by field.
  class EntryReading
    FIELDS = {
      'window' => %w[days from until zone valid_from valid_until],
      'freeze' => %w[from until zone why],
      'document' => %w[title link code owner checked],
      'risk' => %w[text on],
      'absence' => %w[who from until stand_in word],
      'cause' => %w[text]
    }.freeze
    DAYS = %w[mon tue wed thu fri sat sun].freeze
    CLOCK = /\A([01]\d|2[0-3]):[0-5]\d\z/
    MOMENT = /\A\d{4}-\d\d-\d\dT\d\d:\d\d/
    CODE = /\A[a-z][a-z0-9-]*\z/
    LINK = %r{\Ahttps?://[^\s<>"|\[\]{}]+\z}
    LONGEST = 200
    LONGEST_LINK = 1000

    attr_reader :problems, :values

    # `typed`: texts by field; `days` is a list of them. `people`: ids of who may be away, and of who may stand in. `others`: entries
    # of the same kind.
    def initialize(kind, typed, people: {}, others: [])
      @problems = {}
      @people = people
      @others = others
      @values = FIELDS.fetch(kind).to_h { |field| [field, field == 'days' ? DAYS & Array(typed[field]) : typed[field].to_s.strip.presence] }
      check_zone if @values.key?('zone')
      send("check_#{kind}")
      wrong(@values.keys.first, :twice) if @others.any? { |one| one.values == @values }
    end

    private

    def wrong(field, said, **more) = @problems[field] ||= I18n.t("estafeta_entry_#{said}", **more)

    def check_window
      wrong('days', :no_day) if @values['days'].empty?
      %w[from until].each { |field| wrong(field, :clock) unless @values[field].to_s.match?(CLOCK) }
      wrong('until', :no_time) if @values['from'] == @values['until']
      check_days('valid_from', 'valid_until', needed: false)
    end

    def check_freeze
      from, until_ = %w[from until].map { |field| moment(field) }
      wrong('until', :ends_before) if from && until_ && until_ <= from
      words('why', needed: true)
    end

    def check_absence
      check_days('from', 'until', needed: true)
      %w[who stand_in].each { |field| @values[field] = person(field) }
      wrong('who', :missing) if @values['who'].nil?
      wrong('stand_in', :stands_in_for_self) if @values['stand_in'] && @values['stand_in'] == @values['who']
      words('word', needed: false)
    end

    def check_document
      words('title', needed: true)
      wrong('link', :bad_link) unless @values['link'].nil? || @values['link'].match?(LINK)
      wrong('link', :too_long, most: LONGEST_LINK) if @values['link'].to_s.size > LONGEST_LINK
      wrong('code', :bad_code) unless @values['code'].nil? || @values['code'].match?(CODE)
      words('code', needed: false)
      @values['owner'] = person('owner')
      checked = day('checked', false)
      wrong('checked', :future) if checked && checked > User.current.today
    end

    def check_risk
      words('text', needed: true)
      day('on', true)
    end

    def check_cause
      words('text', needed: true)
      wrong('text', :twice) if @others.any? { |one| one.values['text'].to_s.casecmp?(@values['text'].to_s) }
    end

    def check_zone
      wrong('zone', :bad_zone) unless TZInfo::Timezone.all_identifiers.include?(@values['zone'])
    end

    def check_days(first, last, needed:)
      from, until_ = [first, last].map { |field| day(field, needed) }
      wrong(last, :ends_before) if from && until_ && until_ < from
    end

    def day(field, needed)
      text = @values[field]
      return (wrong(field, :missing) && nil if needed) if text.nil?

      Date.strptime(text, '%Y-%m-%d')
    rescue ArgumentError
      wrong(field, :day) && nil
    end

    # As the clock of the zone shows it, to the minute.
    def moment(field)
      text = @values[field].to_s
      raise ArgumentError unless text.match?(MOMENT)

      DateTime.strptime(text[0, 16], '%Y-%m-%dT%H:%M').tap { @values[field] = text[0, 16] }
    rescue ArgumentError
      wrong(field, :moment) && nil
    end

    def person(field)
      return if @values[field].nil?

      id = @values[field].to_i
      @people.fetch(field, []).include?(id) ? id : (wrong(field, :person) && nil)
    end

    def words(field, needed:)
      wrong(field, :missing) if needed && @values[field].nil?
      wrong(field, :too_long, most: LONGEST) if @values[field].to_s.size > LONGEST
    end
  end
end
