# frozen_string_literal: true

require 'base64'

module RedmineEstafeta
  # How far somebody has read the feed; a word that says nothing to them.
  #
  #   origin  of which numbering; done: up to which batch all was told
  #   target, after: of a batch that did not fit into an answer: up to which batch its issues are told, and which was the last
  #   place   of a reading of all issues: the last one told; nil: none is under way
  #   hurried whether that was wanted at once: at the beginning, or when everything changed; else it is the nightly sweep
  #   swept   on which day the last one began
  Cursor = Struct.new(:origin, :done, :target, :after, :place, :hurried, :swept, keyword_init: true) do
    # nil: it is none.
    def self.from(text)
      values = JSON.parse(Base64.urlsafe_decode64(text.to_s))
      new(**values.symbolize_keys)
    rescue ArgumentError, JSON::ParserError, NoMethodError
      nil
    end

    def to_s = Base64.urlsafe_encode64(JSON.generate(to_h), padding: false)
  end
end
