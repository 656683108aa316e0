# frozen_string_literal: true

module RedmineEstafeta
  # JSON as text, put together from what rows hold.
  module JsonText
    # What JSON does not write as it is.
    SPECIAL = /["\\\x00-\x1f\x7f]/.freeze

    class << self
      def string(text)
        return 'null' if text.nil?

        text.match?(SPECIAL) ? JSON.generate(text) : "\"#{text}\""
      end

      def list(texts) = "[#{texts.join(',')}]"
      def named(record) = "{\"id\":#{record.id},\"name\":#{string(record.name)}}"
      # `{"key":text,…}` without those that are nil.
      def map(texts) = "{#{texts.filter_map { |key, text| "\"#{key}\":#{text}" if text }.join(',')}}"
    end
  end
end
