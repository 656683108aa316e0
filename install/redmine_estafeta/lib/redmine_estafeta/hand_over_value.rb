# frozen_string_literal: true

require 'json'

module RedmineEstafeta
  # A value that a task hands over, as it was typed into its field; and all of them as lines of Redmine's field. What is checked here
  # the connector checks again, with all that a template may ask.
  class HandOverValue
    YES = %w[1 true yes да].freeze
    NO = %w[0 false no нет].freeze
    # A text that reads as itself without quotes.
    PLAIN = %r{\A[[:alnum:]_./-](?:[[:alnum:] _./,@+-]|:(?! ))*\z}

    class << self
      # The lines of the field with these values in place of those of the same names; all other lines stay.
      def text(before, values)
        lines = before.lines(chomp: true)
        values.each do |name, value|
          line = "#{name}: #{written(value.to_s.strip)}"
          at = lines.index { |one| one.match?(/\A\s*#{Regexp.escape(name)}\s*[:=]/) }
          at ? lines[at] = line : lines << line
        end
        lines.join("\n")
      end

      private

      def written(value)
        return value if value.empty? || value.match?(PLAIN) || value.match?(/\A\[.*\]\z/)

        JSON.generate(value)
      end
    end

    def initialize(asked, value)
      @asked = asked
      @value = value.to_s.strip
    end

    # A sentence; nil: it is good.
    def problem
      return (say(:missing) unless @asked.yes?('optional')) if @value.empty?
      return say(:choice, choices: choices.join(', ')) if choices.any? && !choices.include?(@value)

      case @asked.text('type')
      when 'integer' then @value.match?(/\A[+-]?\d+\z/) ? bounds(@value.to_i) : say(:integer)
      when 'number' then (number = Float(@value, exception: false)) ? bounds(number) : say(:number)
      when 'boolean' then say(:boolean) unless (YES + NO).include?(@value.downcase)
      end
    end

    private

    def choices = @asked.texts('choices')

    def bounds(number)
      least = @asked.number('minimum')
      most = @asked.number('maximum')
      return say(:least, value: least) if least && number < least

      say(:most, value: most) if most && number > most
    end

    def say(key, **more) = I18n.t("estafeta_value_#{key}", **more)
  end
end
