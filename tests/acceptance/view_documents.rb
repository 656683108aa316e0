# frozen_string_literal: true

require 'time'

module Acceptance
  # Texts of documents as Estafeta publishes them, about the issues of `made`: a change with two tasks, and an incident; and
  # what they would be if somebody meant ill.
  module ViewDocuments
    def change_text
      { 'id' => made[:change], 'title' => 'Landscape', 'state' => 'in_progress', 'state_text' => 'in progress', 'template' => 'landscape',
        'version' => 3, 'done' => 3, 'total' => 11, 'holder' => 'Network', 'forecast' => '2026-12-11', 'promised' => '2026-12-09',
        'promise' => ['Two days wait for the client.'], 'trouble' => 'The attachment is gone.', 'needs' => [need],
        'remarks' => ["##{made[:network]} waits for the window."], 'tasks' => [network, machines], 'graph' => graph }
    end

    def network
      { 'key' => 'network', 'issue' => made[:network], 'title' => 'VLAN and routing', 'doer' => 'Network', 'state' => 'in_progress',
        'state_text' => 'in progress', 'holder' => 'Alice Adams', 'start' => '2026-12-01T06:00:00Z', 'due' => '2026-12-03T12:00:00Z',
        'critical' => true, 'needs' => [], 'owes' => ['the value “vlan” (VLAN id)'],
        'gives' => [{ 'name' => 'vlan', 'title' => 'VLAN id', 'type' => 'integer', 'minimum' => 1, 'maximum' => 4094, 'value' => '' }] }
    end

    def machines
      { 'key' => 'vms', 'issue' => made[:vms], 'title' => 'Two machines', 'doer' => 'VMware', 'state' => 'waiting', 'state_text' => 'waiting',
        'holder' => 'VMware group', 'needs' => ['network'], 'waits_for' => ['network'], 'outside' => [99],
        'receives' => [{ 'key' => 'network', 'issue' => made[:network], 'name' => 'subnet', 'value' => '10.7.0.0/24' }] }
    end

    def need
      { 'kind' => 'decision', 'kind_text' => 'Decision', 'issue' => made[:network], 'title' => 'VLAN and routing',
        'detail' => 'try again or go on', 'since' => '2026-11-28T08:00:00Z' }
    end

    def graph
      box = { 'x' => 0, 'width' => 220, 'height' => 53 }
      { 'width' => 240, 'height' => 200,
        'boxes' => [box.merge('key' => 'network', 'y' => 0, 'lines' => ['VLAN and', 'routing']),
                    box.merge('key' => 'vms', 'y' => 100, 'lines' => ['Two machines'])],
        'arrows' => [{ 'from' => 'network', 'to' => 'vms', 'critical' => true, 'path' => [[110, 53], [110, 70], [110, 80], [110, 100]] }] }
    end

    def incident_text
      { 'id' => made[:incident], 'title' => 'Orders time out', 'now' => Time.now.utc.iso8601, 'problems' => ['A part of the history is gone.'],
        'corrections' => [{ 'journal' => 1, 'counts' => true, 'sentences' => ['Answered at 09:05 by telephone.'] }],
        'clocks' => [clock(Time.now.utc)] }
    end

    # An hour of working time today, one tomorrow.
    def clock(now)
      { 'clock' => 'resolution', 'clock_text' => 'resolution', 'state' => 'at_risk', 'state_text' => 'at risk',
        'due' => (now + 90_000).iso8601, 'verdict' => 'Resolution: four hours were promised.', 'background' => ['Counted on the office calendar.'],
        'sums' => ['In total: one hour.'], 'entries' => { 'head' => %w[From To], 'rows' => [['09:00', nil], ['10:00', '11:00']] },
        'open' => [[now.iso8601, (now + 3630).iso8601], [(now + 86_400).iso8601, (now + 90_000).iso8601]] }
    end

    def desk_text
      { 'client' => 'aurora', 'title' => 'Aurora Retail', 'needs' => [need.merge('change' => made[:change])],
        'causes' => [need.merge('detail' => 'record the cause')],
        'changes' => [change_text.slice('id', 'title', 'state', 'state_text', 'holder', 'done', 'total', 'forecast', 'promised')] }
    end

    def dossier_text
      result = { 'issue' => made[:network], 'title' => 'VLAN and routing', 'who' => 'Network', 'values' => [{ 'title' => 'VLAN id', 'value' => '214' }],
                 'files' => [{ 'id' => 1, 'name' => 'scheme.pdf' }] }
      { 'client' => 'aurora', 'title' => 'Aurora Retail', 'roles' => [{ 'role' => 'TAM', 'people' => ['Tina Turner'] }],
        'departments' => [{ 'title' => 'Network', 'open' => 2, 'done' => 5, 'last' => '2026-11-27T08:00:00Z' }], 'under_way' => desk_text['changes'],
        'changed' => [{ 'id' => made[:change], 'title' => 'Segment', 'state' => 'done', 'state_text' => 'done', 'at' => '2026-11-27T08:00:00Z',
                        'who' => ['Network'], 'results' => [result] }],
        'clocks' => [{ 'clock_text' => 'response', 'period_text' => 'November 2026', 'met' => 11, 'breached' => 1, 'compliance_text' => '91.6%', 'median_text' => '30 min' }],
        'documents' => [{ 'title' => 'Address plan', 'link' => 'https://wiki.example/plan', 'owner' => 'Tina Turner', 'checked' => '2026-05-01', 'state' => 'stale',
                          'state_text' => 'changed since by', 'tasks' => [made[:network]] }],
        'risks' => [{ 'text' => 'Disks are full', 'on' => '2027-01-15' }],
        'windows' => ['Tue 01:00–04:00'], 'freezes' => [{ 'from' => '2026-12-20T00:00:00Z', 'until' => '2027-01-10T00:00:00Z', 'why' => 'Sale' }],
        'questions' => [need.merge('kind_text' => 'Request of the client')] }
    end

    # A month that is over and signed, with one clock.
    def figures_text
      listed = { 'text' => 'Cable', 'issues' => [made[:incident]] }
      { 'client' => 'aurora', 'title' => 'Aurora Retail', 'month' => '2026-10', 'month_text' => 'October 2026', 'over' => true,
        'clocks' => [{ 'clock' => 'resolution', 'clock_text' => 'resolution', 'met' => 3, 'breached' => 1, 'compliance_text' => '75.0%',
                       'trend_text' => '+2.1', 'issues' => { 'breached' => [made[:incident]] }, 'rules' => [{ 'rule_text' => 'no contract', 'issues' => [99] }] }],
        'unexplained' => [made[:incident]], 'breaches' => [need.merge('issue' => made[:incident], 'cause' => 'Cable', 'target_text' => '8 h')],
        'causes' => [listed], 'measures' => [listed], 'repeats' => [listed],
        'shares' => [{ 'clock_text' => 'resolution', 'department' => 'Unix', 'worked_text' => '11 h', 'issues' => [made[:incident]] }],
        'corrections' => [{ 'issue' => made[:incident], 'kind_text' => 'answered', 'span_text' => '09:05', 'reason' => 'by telephone' }],
        'months' => [{ 'month' => '2026-10', 'month_text' => 'October 2026', 'clock' => 'resolution', 'clock_text' => 'resolution', 'met' => 3, 'breached' => 1 }],
        'signed' => [{ 'by' => 'A. Ivanova, TAM', 'at' => '2026-11-02T08:00:00Z', 'key' => 'k', 'clocks' => [{ 'clock_text' => 'resolution', 'signed_text' => '75.0%', 'now_text' => '50.0%' }],
                       'restatements' => [{ 'issue' => made[:incident], 'clock_text' => 'resolution', 'was_text' => 'met', 'is_text' => 'breached', 'why_text' => 'a correction' }] }],
        'refusals' => [{ 'key' => 'k2', 'why' => 'It was signed.' }], 'how' => ['Clock by clock.'] }
    end

    def forecast_text
      { 'title' => 'Aurora Retail', 'overdue' => [made[:incident]],
        'clocks' => [clock(Time.now.utc).merge('issue' => made[:incident], 'title' => 'Orders time out', 'holder' => 'Alice Adams', 'priority_text' => 'high', 'due' => (Time.now.utc + 3600).iso8601),
                     { 'issue' => made[:incident], 'clock_text' => 'response', 'state' => 'paused', 'left_s' => 3600 }] }
    end

    def department_text
      row = { 'issue' => made[:network], 'title' => 'VLAN and routing', 'change' => made[:change], 'since' => '2026-11-28T08:00:00Z' }
      { 'id' => 'network', 'title' => 'Network', 'ready' => [row.merge('state' => 'ready', 'state_text' => 'ready', 'due' => '2026-12-01')],
        'coming' => [row.merge('issue' => nil, 'why' => 'not agreed yet')],
        'holds_up' => [row.merge('waiting' => ['Unix group'], 'slips_after' => '2026-12-01')],
        'waited' => [{ 'who' => 'Databases', 'time_text' => '3 h', 'tasks' => 2 }] }
    end

    HOSTILE = %q("><script>alert(1)</script><img src=x onerror=alert(2)>'<svg onload=alert(3)>javascript:alert(4))
    DRAWN_BY = %w[due start since forecast promised open state now at from until last on checked].freeze

    # Every text of it but those that parts of a page hang on.
    def hostile(value, key = nil)
      case value
      when Hash then value.to_h { |name, one| [name, hostile(one, name)] }
      when Array then value.map { |one| hostile(one, key) }
      when String then DRAWN_BY.include?(key) ? value : HOSTILE
      else value
      end
    end
  end
end
