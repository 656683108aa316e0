# frozen_string_literal: true

# The graph of a change's tasks, as SVG.
module EstafetaGraphHelper
  # A start, then three points for each piece of a Bézier curve; nil: it is none.
  def estafeta_curve(arrow)
    points = arrow.rows('path')
    return unless points.size >= 4 && (points.size % 3) == 1 && points.all? { |point| point.size == 2 && point.all?(Numeric) }

    first, *others = points.map { |point| point.join(' ') }
    "M#{first}C#{others.join(' ')}"
  end

  def estafeta_box(box, task)
    x, y, width, height = box.numbers('x', 'y', 'width', 'height')
    return if height.nil?

    lines = box.texts('lines').map { |line| [line, 'estafeta-box-title'] } + estafeta_box_remarks(task).map { |line| [line, 'estafeta-box-remark'] }
    shown = safe_join(lines.each_with_index.map { |(line, look), i| tag.text(line, x: x + 8, y: y + 16 + (15 * i), class: look) })
    looks = ['estafeta-box', estafeta_class(task.text('state')), ('estafeta-box-critical' if task.yes?('critical'))]
    drawn = tag.g(tag.rect(x: x, y: y, width: width, height: height, rx: 3) + shown, class: looks)
    task.issue('issue') ? link_to(drawn, issue_path(task.issue('issue'))) : drawn
  end

  def estafeta_box_remarks(task)
    [[("##{task.issue('issue')}" if task.issue('issue')), task.text('doer').presence], [task.text('state_text').presence, estafeta_moment(task, 'due')]]
      .map { |parts| parts.compact.join(' · ') }.reject(&:empty?)
  end
end
