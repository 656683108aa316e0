# frozen_string_literal: true

# Everything that a person can read over HTTP: every issue and wiki page there is, asked for by its address whether or not a list shows it; lists,
# searches, files of values and feeds; Estafeta's own pages and documents.

module Acceptance
  class Reader
    ISSUE = 'include=journals,relations,children,attachments,watchers,changesets,allowed_statuses'
    # Below Estafeta's address; ISSUE, PROJECT and DEPARTMENT stand for each there is.
    PLUGIN = %w[/estafeta /estafeta/tams /estafeta/board /estafeta/sla /estafeta/templates /estafeta/absences /estafeta/causes /estafeta/documents.json
                /estafeta/settings.json /estafeta/feed.json /estafeta/capabilities.json /estafeta/departments/DEPARTMENT /estafeta/issues/ISSUE/panel
                /projects/PROJECT/estafeta /projects/PROJECT/estafeta/dossier /projects/PROJECT/estafeta/sla /projects/PROJECT/estafeta/sla/incidents
                /projects/PROJECT/estafeta/sla/report /projects/PROJECT/estafeta/windows /projects/PROJECT/estafeta/register].freeze
    LISTS = %w[/my/page /projects /activity /activity.atom /issues /issues.atom /issues.csv?c[]=all_inline&status_id=* /time_entries /time_entries.csv
               /projects/PROJECT /projects/PROJECT/activity /projects/PROJECT/activity.atom /projects/PROJECT/issues?set_filter=1&status_id=*&per_page=100
               /projects/PROJECT/issues.csv?c[]=all_inline&status_id=* /projects/PROJECT/issues/gantt /projects/PROJECT/issues/calendar /projects/PROJECT/issues/report
               /projects/PROJECT/time_entries /projects/PROJECT/wiki /projects/PROJECT/wiki/date_index /projects/PROJECT/roadmap /projects/PROJECT/files].freeze

    # `all`: somebody who sees everything there is.
    def initialize(person, all, departments)
      @person = person
      @all = all
      @departments = departments
    end

    # address => what the person reads there; nothing is left out, neither what is refused.
    def each(&)
      lists(&)
      issues.each { |id| issue(id, &) }
      pages(&)
    end

    # How many issues and wiki pages of those there are the person can read.
    def readable
      { issues: issues.count { |id| @person.get("/issues/#{id}.json").code == 200 }, pages: wiki.count { |project, title| @person.get("/projects/#{project}/wiki/#{title}.json").code == 200 } }
    end

    private

    def read(address)
      yield address, @person.open(address).text
    end

    def asked(address) = @person.get(address).then { |answer| answer.body ? JSON.generate(answer.body) : '' }

    def lists(&)
      (LISTS + PLUGIN).each do |address|
        each_of(address, 'PROJECT', projects) { |one| each_of(one, 'DEPARTMENT', @departments) { |two| read(two, &) unless two.include?('ISSUE') } }
      end
      # What is looked for is on the page of what was found, so it is only the beginning of what must not be.
      %w[canary Canary].each { |word| read("/search?q=#{word}&all_words=1&scope=all&issues=1&wiki_pages=1&attachments=1&open_issues=0", &) }
    end

    def each_of(address, name, all)
      return yield(address) unless address.include?(name)

      all.each { |one| yield address.sub(name, one) }
    end

    def issue(id, &)
      yield "/issues/#{id}.json", asked("/issues/#{id}.json?#{ISSUE}")
      address = "/issues/#{id}"
      read(address, &)
      PLUGIN.grep(/ISSUE/).each { |one| read(one.sub('ISSUE', id.to_s), &) }
      read("#{address}.atom", &)
    end

    def pages(&)
      wiki.each do |project, title|
        address = "/projects/#{project}/wiki/#{title}"
        yield "#{address}.json", asked("#{address}.json?include=attachments")
        ['', '/history', '.txt', '.html'].each { |more| read("#{address}#{more}", &) }
      end
    end

    def projects = (@projects ||= @all.get('/projects.json?limit=100').body['projects'].map { |one| one['identifier'] })

    def wiki
      @wiki ||= projects.flat_map do |project|
        answer = @all.get("/projects/#{project}/wiki/index.json")
        answer.code == 200 ? answer.body['wiki_pages'].map { |one| [project, one['title']] } : []
      end
    end

    def issues
      @issues ||= (0..).lazy.map { |n| @all.issues("status_id=*&limit=100&offset=#{n * 100}&sort=id") }.take_while(&:any?).to_a.flatten.map { |one| one['id'] }
    end
  end
end
