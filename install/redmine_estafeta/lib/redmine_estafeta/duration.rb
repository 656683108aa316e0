# frozen_string_literal: true

module RedmineEstafeta
  # A length of time as people read it, in hours and minutes.
  module Duration
    def self.in_words(seconds)
      minutes = (seconds / 60).floor
      return Sentence.of(:estafeta_moment) if minutes < 1

      hours, minutes = minutes.divmod(60)
      [(Sentence.of(:estafeta_hours, n: hours) if hours.positive?), (Sentence.of(:estafeta_minutes, n: minutes) if minutes.positive?)].compact.join(' ')
    end

    # How long ago, by the clock on the wall: after two days in days.
    def self.ago_in_words(seconds)
      days = (seconds / 86_400).floor
      days < 2 ? in_words(seconds) : I18n.t('datetime.distance_in_words.x_days', count: days)
    end
  end
end
