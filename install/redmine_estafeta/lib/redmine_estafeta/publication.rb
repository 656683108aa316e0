# frozen_string_literal: true

require 'json'
require 'time'

module RedmineEstafeta
  # What Estafeta publishes by one request: {"seen": …, "zone": …, "put": […], "drop": […]}. All of it is kept or nothing.
  class Publication
    MOST = 200
    DIGEST = /\A[[:graph:]]{1,100}\z/
    ZONE = %r{\A[A-Za-z0-9_+/-]+\z}
    PROJECT = /\A[a-z0-9_-]{1,100}\z/

    # Why nothing of it is kept: a sentence.
    class Refused < StandardError; end

    def initialize(text)
      body = read(text)
      @seen = time(body['seen'], 'seen')
      @zone = zone(body['zone'])
      @put = list(body['put'], 'put').map { |one| document(one) }
      @drop = list(body['drop'], 'drop').map { |one| name(one) }
      refuse("put holds #{@put.size} documents, at most #{MOST} are expected") if @put.size > MOST
      twice = names.tally.find { |_, times| times > 1 }
      refuse("#{twice.first} is there twice") if twice
    end

    # {kept: …, dropped: …}
    def keep
      Document.transaction do
        dropped = Document.where(name: @drop).delete_all
        Row.drop(@drop)
        Document.where(name: @put.map { |one| one[:name] }).delete_all
        Row.keep(@put.map { |one| Document.create!(one) })
        Look.keep(@seen, @zone)
        { kept: @put.size, dropped: dropped }
      end
    end

    private

    def names = @put.map { |one| one[:name] } + @drop

    # Rails' own reading would leave out each null in a list.
    def read(text)
      text = text.dup.force_encoding('UTF-8')
      body = text.valid_encoding? ? JSON.parse(text) : nil
      body.is_a?(Hash) ? body : refuse('a JSON object is expected')
    rescue JSON::ParserError
      refuse('the body is not valid JSON')
    end

    def document(one)
      refuse('put: each document must be an object') unless one.is_a?(Hash)
      name = name(one['name'])
      { name: name, project: project(one['project'], name), digest: digest(one['digest'], name), made_on: time(one['made'], "made of #{name}"),
        texts: texts(one['texts'], name) }
    end

    def name(value) = matching(value, Document::NAME) || refuse("#{value.to_json} is not a valid name of a document")
    def zone(value) = value && (matching(value, ZONE) || refuse('zone is not the name of a time zone'))
    def digest(value, name) = matching(value, DIGEST) || refuse("digest of #{name} must be a text of 1 to 100 characters without spaces")

    def project(value, name)
      value && (matching(value, PROJECT) || refuse("project of #{name} is not a valid identifier"))
    end

    def texts(value, name)
      return JSON.generate(value) if value.is_a?(Hash) && value.any? && value.values.all?(Hash)

      refuse("texts of #{name} must hold an object for each language")
    end

    def time(value, what)
      Time.iso8601(value)
    rescue ArgumentError, TypeError
      refuse("#{what} is not a valid time")
    end

    def list(value, what)
      return [] if value.nil?

      value.is_a?(Array) ? value : refuse("#{what} must be a list")
    end

    def matching(value, pattern) = (value if value.is_a?(String) && value.match?(pattern) && value.size <= 100)

    def refuse(why) = raise(Refused, "Nothing was kept: #{why}.")
  end
end
