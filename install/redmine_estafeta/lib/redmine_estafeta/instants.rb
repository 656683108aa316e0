# frozen_string_literal: true

module RedmineEstafeta
  # Instants as REST writes them, of those in the database, `2026-11-29 20:00:00`, which are in the zone of Redmine's process. Of all that
  # lie in the same hour the zone is asked once.
  class Instants
    FIRST_YEAR = 2006 # of Redmine

    def self.zone = ActiveRecord.respond_to?(:default_timezone) ? ActiveRecord.default_timezone : ActiveRecord::Base.default_timezone

    # Whether the database's are in UTC.
    def self.in_utc?
      zone == :utc || (FIRST_YEAR..Time.now.year + 1).all? { |year| [1, 7].all? { |month| Time.local(year, month).utc_offset.zero? } }
    end

    def initialize
      @zone = Instants.zone
      @hours = {}
    end

    # JSON.
    def text(stored)
      return 'null' if stored.nil?

      hour = stored[0, 13]
      known = @hours.fetch(hour) { @hours[hour] = whole(hour) }
      known ? "\"#{known}#{stored[13, 6]}Z\"" : "\"#{time(stored).xmlschema}\""
    end

    private

    # nil: the minutes of that hour are not those of an hour in UTC.
    def whole(hour)
      first, last = time("#{hour}:00:00"), time("#{hour}:59:59")
      first.strftime('%Y-%m-%dT%H') if first.min.zero? && last - first == 3599
    end

    def time(stored) = Time.public_send(@zone, *stored[0, 19].split(/\D/).map(&:to_i)).utc
  end
end
