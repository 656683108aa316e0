# frozen_string_literal: true

# The fields of a change's form, made of what a template says of its parameters.
module EstafetaChangesHelper
  TYPES = %w[string integer number boolean array].freeze
  OBJECTIONS = %i[missing integer number least most pattern].freeze

  # The script's sentences; what it fills in stands as %{…}.
  def estafeta_change_words
    OBJECTIONS.to_h { |word| [word, l("estafeta_value_#{word}", value: '%{value}')] }
              .merge(described: l(:estafeta_value_described, about: '%{about}'), too_early: l(:estafeta_form_too_early, finish: '%{finish}'), by_hand: l(:estafeta_form_by_hand),
                     correct: l(:estafeta_form_correct, titles: '%{titles}'), asking: l(:estafeta_preview_asking), away: l(:estafeta_preview_away), unreadable: l(:estafeta_form_unreadable, line: '%{line}'),
                     as_text: l(:estafeta_form_as_text), as_fields: l(:estafeta_form_as_fields), unfit: l(:estafeta_form_unfit), unknown: l(:estafeta_form_unknown, name: '%{name}'))
  end

  def estafeta_parameter_title(parameter) = parameter.text('title').presence || parameter.text('name')

  # Whether a field of a form can show it: a list of lists, or of maps, is for people who write YAML.
  def estafeta_fit?(parameter)
    type = parameter.text('type')
    return TYPES.include?(type) || type.empty? unless type == 'array'

    (TYPES - ['array']).include?(parameter.part('items').text('type').presence || 'string')
  end

  # What the script must know of it.
  def estafeta_parameter_data(parameter)
    type = parameter.text('type').presence || 'string'
    { parameter: parameter.text('name'), type: type, item: (parameter.part('items').text('type').presence || 'string' if type == 'array'), title: estafeta_parameter_title(parameter),
      required: parameter.yes?('required'), minimum: parameter.number('minimum'), maximum: parameter.number('maximum'), pattern: parameter.text('pattern').presence, about: parameter.text('about').presence }.compact
  end

  # The one control of a parameter that is not a choice of several.
  def estafeta_control(parameter, id)
    about = { id: id, aria: { describedby: "#{id}-about #{id}-problem", required: (true if parameter.yes?('required')) }.compact }
    value = parameter.text('default')
    choices = parameter.texts('choices')
    return select_tag(nil, options_for_select([*([['', '']] unless choices.include?(value)), *choices], value), about.merge(name: nil)) if choices.any?

    case parameter.text('type')
    when 'boolean' then check_box_tag(nil, '1', parameter.yes?('default'), about.merge(name: nil))
    when 'array' then text_area_tag(nil, parameter.texts('default').join("\n"), about.merge(name: nil, rows: 3, cols: 40))
    when 'integer', 'number' then text_field_tag(nil, value, about.merge(name: nil, size: 10, inputmode: 'decimal', autocomplete: 'off'))
    else text_field_tag(nil, value, about.merge(name: nil, size: 40, autocomplete: 'off'))
    end
  end

  # “lower-case letters and digits · system”, “vms · whole number from 1 to 64”
  # Title and name, and below them what it is for.
  def estafeta_parameter_named(parameter)
    about = parameter.text('about').presence
    safe_join([estafeta_parameter_title(parameter), tag.code(parameter.text('name')), about && tag.br, about && tag.span(about, class: 'estafeta-aside')].compact, ' ')
  end

  def estafeta_parameter_about(parameter)
    parts = [parameter.text('about').presence, tag.code(parameter.text('name')), estafeta_parameter_kind(parameter).presence]
    safe_join(parts.compact, ' · ')
  end

  def estafeta_parameter_kind(parameter)
    items = parameter.part('items')
    return l(:estafeta_form_several) if items.texts('choices').any?
    return l(:estafeta_form_lines) if parameter.text('type') == 'array'
    return if parameter.texts('choices').any? || %w[boolean string].include?(parameter.text('type'))

    estafeta_kind(parameter)
  end
end
