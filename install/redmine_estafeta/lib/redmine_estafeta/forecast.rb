# frozen_string_literal: true

module RedmineEstafeta
  # What will breach if nothing happens, of all clients whose documents are given; the most urgent first.
  class Forecast
    # By working time that is left, or by the clock.
    WITHIN = { '8' => ->(one, now) { left(one, now) <= 8.hours }, '24' => ->(one, now) { one.time('due') <= now + 24.hours } }.freeze
    DEFAULT = '24'
    SOON_AFTER = 8.hours # a paused clock with no more than that left is worth a look

    # The working time that is left.
    def self.left(clock, now)
      hours = clock.rows('open').map { |row| row.first(2).map { |one| Part.time(one) } }.select { |two| two.size == 2 && two.all? }
      hours.sum { |from, to| [to - [from, now].max, 0].max }
    end

    # A clock, and the client whose incident it is of.
    Line = Struct.new(:clock, :client, :project)

    attr_reader :within, :documents

    def initialize(documents, within)
      @documents = documents
      @within = WITHIN.key?(within) ? within : DEFAULT
      @now = Time.now
    end

    def breaches = @breaches ||= running.select { |line| WITHIN[@within].call(line.clock, @now) }
    # At risk, but not within that time.
    def later = running.select { |line| line.clock.text('state') == 'at_risk' } - breaches
    def paused = lines.select { |line| line.clock.number('left_s')&.<=(SOON_AFTER.to_i) }.sort_by { |line| line.clock.number('left_s') }
    def overdue = abouts.flat_map { |about| about.issues('overdue') }
    def version = @documents.map(&:digest).join(' ')

    private

    def abouts = @abouts ||= @documents.map { |one| one.in_language(I18n.locale) }
    def running = lines.select { |line| line.clock.time('due') }.sort_by { |line| line.clock.time('due') }

    def lines
      @lines ||= @documents.zip(abouts).flat_map do |document, about|
        about.parts('clocks').map { |clock| Line.new(clock, about.text('title'), document.project) }
      end
    end
  end
end
