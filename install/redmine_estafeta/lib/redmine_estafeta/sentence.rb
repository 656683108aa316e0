# frozen_string_literal: true

module RedmineEstafeta
  # A sentence of the plugin's, for where one page says hundreds: each is looked up once in a language.
  module Sentence
    PATTERNS = Concurrent::Map.new

    def self.of(key, **values)
      pattern = PATTERNS.compute_if_absent([I18n.locale, key]) { I18n.t(key) }
      values.empty? ? pattern : format(pattern, values)
    end
  end
end
