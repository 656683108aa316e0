# frozen_string_literal: true

module RedmineEstafeta
  # Part of a document's text. Keys that are missing, or hold something else than a page expects, read as nothing.
  class Part
    def initialize(values)
      @values = values.is_a?(Hash) ? values : {}
    end

    # '' for none.
    def text(key) = Part.plain(@values[key.to_s])
    def texts(key) = list(key).map { |one| Part.plain(one) }.reject(&:empty?)
    def yes?(key) = @values[key.to_s] == true

    def number(key)
      value = @values[key.to_s]
      value if value.is_a?(Numeric) && value.to_f.finite?
    end

    # An issue's number.
    def issue(key) = Part.number_of_issue(@values[key.to_s])
    def issues(key) = list(key).filter_map { |one| Part.number_of_issue(one) }

    def time(key) = Part.time(@values[key.to_s])
    def date(key) = Part.date(@values[key.to_s])
    # Either, as documents write days and instants.
    def moment(key) = date(key) || time(key)

    def part(key) = Part.new(@values[key.to_s])
    def parts(key) = list(key).grep(Hash).map { |one| Part.new(one) }

    # Lists within a list, such as the rows of a table or the points of a path.
    def rows(key) = list(key).grep(Array)

    # Those of `keys` that are there, as numbers; nil unless all are.
    def numbers(*keys)
      found = keys.map { |key| number(key) }
      found unless found.include?(nil)
    end

    class << self
      def plain(value)
        case value
        when String then value.strip
        when Numeric, true, false then value.to_s
        else ''
        end
      end

      def number_of_issue(value) = (value if value.is_a?(Integer) && value.positive?)

      def time(value)
        Time.iso8601(value) if value.is_a?(String) && value.include?('T')
      rescue ArgumentError
        nil
      end

      def date(value)
        Date.iso8601(value) if value.is_a?(String) && value.match?(/\A\d{4}-\d\d-\d\d\z/)
      rescue ArgumentError
        nil
      end
    end

    private

    def list(key) = @values[key.to_s].then { |value| value.is_a?(Array) ? value : [] }
  end
end
