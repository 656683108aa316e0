# frozen_string_literal: true

# What somebody knows of a Redmine who reads nothing but the feed's answers since their last one; for stories.

require 'base64'
require 'cgi'
require 'json'

module Acceptance
  class Picture
    attr_reader :requests

    def initialize(service, limit: 200)
      @service = service
      @limit = limit
      @issues = {}
      @requests = 0
    end

    # Of each issue the latest answer, by id.
    attr_reader :issues

    # Reads until nothing is left; answers the ids that were told of, and those that are gone.
    def read
      told = []
      loop do
        answer = @service.get("/estafeta/feed.json?limit=#{@limit}&cursor=#{CGI.escape(@cursor.to_s)}")
        raise "the feed answered #{answer.code}" unless answer.code == 200

        @requests += 1
        told += take(answer.body)
        return told unless answer.body['more']
      end
    end

    # As if the last sweep had begun on another day.
    def wait_a_day
      place = JSON.parse(Base64.urlsafe_decode64(@cursor))
      @cursor = Base64.urlsafe_encode64(JSON.generate(place.merge('swept' => '2026-01-01')), padding: false)
    end

    private

    def take(answer)
      @cursor = answer['cursor']
      @issues.clear if answer['anew']
      answer['issues'].each { |one| @issues[one['id']] = one }
      answer['gone'].each { |id| @issues.delete(id) }
      answer['issues'].map { |one| one['id'] } + answer['gone']
    end
  end
end
