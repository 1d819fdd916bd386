export { ago, bytes, count, duration, figure, percent, percentBounds } from "./figures";
export { classNames } from "./class-names";
export { Button, buttonClass, IconButton, Key } from "./button";
export { Card } from "./card";
export { CommandMenu, type CommandItem } from "./command-menu";
export { Dialog, Drawer } from "./dialog";
export { type GlossaryWord } from "./glossary";
export { CheckBox } from "./form/check-box";
export { Field, type ControlProps, type FieldProps } from "./form/field";
export { FileDrop } from "./form/file-drop";
export { NumberInput } from "./form/number-input";
export { readNumber, type NumberRule } from "./form/read-number";
export { Select } from "./form/select";
export { TextArea } from "./form/text-area";
export { TextInput } from "./form/text-input";
export { Progress } from "./progress";
export { ProgressRing } from "./progress-ring";
export { RunState } from "./run-state";
export { Segmented } from "./segmented";
export { StateIcon, type StateName } from "./state-icon";
export { Empty, Failure, Skeleton, StaleBadge } from "./states";
export { StepSlider } from "./step-slider";
export { Table, type Column } from "./table";
export { Hint, Term } from "./term";
export { Countdown, Toast, ToastStack } from "./toast";
export { Toggle } from "./toggle";
export { LiveChart, type LiveLine } from "./charts/live-chart";
export { HeatStrip } from "./charts/heat-strip";
export { ChartMenu } from "./charts/chart-menu";
export { ChartCard } from "./charts/chart-card";
export { ForestPlot, type ForestRow } from "./charts/forest-plot";
export { DayPlan, type PlannedRow } from "./charts/day-plan";
export { FrontierPlot, type FrontierColor, type FrontierLine, type FrontierPoint } from "./charts/frontier-plot";
export { IntervalCurve, type CurvePoint, type GuideLine } from "./charts/interval-curve";
export { IntervalDots, type IntervalDot } from "./charts/interval-dots";
export { StepBars, type StepBar } from "./charts/step-bars";
export { MatrixScale, WinMatrix, type MatrixPolicy, type WinCell } from "./charts/win-matrix";
export { WinPath } from "./charts/win-path";
export { Sparkline } from "./charts/sparkline";
export { toCsv, type ChartTable } from "./charts/csv";
export { saveFile } from "./charts/save-file";
export { heatLimit } from "./heat-colors";
export { HeatScale, TokenHeatMap, type HeatToken } from "./token-heat-map";
export { TokenPicker } from "./token-picker";
export { AnswerCard, type AnswerView } from "./label/answer-card";
export { Chips } from "./label/chips";
export { Formatted } from "./label/formatted";
export { labelAction, type LabelAction } from "./label/key-map";
export {
  DEFAULT_KEYS,
  KEY_GROUPS,
  KEY_NAMES,
  keyText,
  mayBeKey,
  withKey,
  type KeyName,
  type LabelKeys,
} from "./label/label-keys";
export { pointedBy, ScaleBar, type PointedBy } from "./label/scale-bar";
export { BOTH_BAD, choiceWords, sameChoice, type Choice } from "./label/scale-steps";
export { wordDiff } from "./label/word-diff";
export {
  Activity,
  ArrowLeft,
  ArrowRight,
  Ban,
  BookOpen,
  ChevronRight,
  Terminal,
  Dices,
  ChevronLeft,
  Clock,
  Code,
  Columns2,
  Contrast,
  Copy,
  Database,
  Diff,
  Ellipsis,
  Download,
  FileUp,
  Flag,
  History,
  House,
  Layers,
  Network,
  PanelLeft,
  Pause,
  Play,
  Plus,
  Search,
  SkipForward,
  SlidersHorizontal,
  Square,
  Undo2,
  X,
  type LucideIcon,
} from "lucide-react";
